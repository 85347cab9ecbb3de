/** The health check of a serving image: fails until the server in its container says that it is ready. */
const { ok } = await fetch('http://127.0.0.1:8080/v2/health/ready');
if (!ok) process.exitCode = 1;
