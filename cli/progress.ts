import { printable } from '../core/domain/printable.ts';
import type { Terminal } from './host.ts';

/** Tells people what is going on; programs and pipes see nothing of it. */
export interface Progress {
  step(text: string): void;
  /** A remark that stays on the screen. */
  note(text: string): void;
  stop(): void;
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const clearLine = '\r\u001b[2K';
/** Milliseconds; work that is done sooner shows nothing. */
const delay = 150;
const frameTime = 80;

/** One line on the terminal that turns while a step goes on. */
export function spinner(terminal: Terminal): Progress {
  let timer: NodeJS.Timeout | undefined;
  let text = '';
  let turn = 0;
  let shown = false;

  const draw = () => {
    const line = `${frames[turn++ % frames.length]} ${text}`;
    terminal.write(`${clearLine}${line.slice(0, Math.max(1, terminal.columns - 1))}`);
    shown = true;
    timer = setTimeout(draw, frameTime);
    timer.unref();
  };
  const clear = () => {
    if (shown) terminal.write(clearLine);
    shown = false;
  };

  return {
    step(next) {
      text = printable(next);
      if (timer === undefined) timer = setTimeout(draw, delay).unref();
    },
    note(remark) {
      clear();
      terminal.write(`${printable(remark)}\n`);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      clear();
    },
  };
}

/** Remarks alone, for people whose terminal cannot redraw a line. */
export function plainProgress(terminal: Terminal): Progress {
  return { step() {}, note: (remark) => terminal.write(`${printable(remark)}\n`), stop() {} };
}

export const silentProgress: Progress = { step() {}, note() {}, stop() {} };
