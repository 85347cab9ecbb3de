import { expect, it } from 'vitest';
import { html } from '../../pages/html.ts';
import { renderPage } from '../../pages/render-page.ts';

const page = renderPage({ title: 'a <b>', lead: 'c & d', main: html`<h2>e</h2>`, footer: 'f' });

it('is one document with a language, a title, landmarks and a way past the heading', () => {
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(page).toContain('<title>a &lt;b&gt;</title>');
  expect(page).toContain('<h1>a &lt;b&gt;</h1>');
  expect(page).toContain('<p class="soft">c &amp; d</p>');
  expect(page).toMatch(/<a class="skip" href="#content">[\s\S]*<main id="content" tabindex="-1"><h2>e<\/h2>/);
});

it('allows no script and nothing from another place', () => {
  expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'");
  expect(page).not.toMatch(/src=|url\(|@import|<script|<link/);
});
