// What the two ways to drive a browser over a socket have in common: starting the program, and asking it one question
// after the other.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import WebSocket from 'ws';

/**
 * Starts a browser on a profile of its own. `argumentsOf(profile)` gives its arguments; `listening` matches the line it
 * says its address in. `end(connection, method)` asks it to close and sees it gone.
 */
export async function program(name, file, argumentsOf, { listening, env = process.env }) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'junheng-engine-'));
  const child = spawn(file, argumentsOf(profile), { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  const address = await new Promise((done, refuse) => {
    const late = setTimeout(() => refuse(new Error(`${name} did not start\n${log}`)), 60000);
    child.stderr.on('data', (data) => {
      log = (log + data).slice(-20000);
      const found = listening.exec(log);
      if (found) { clearTimeout(late); done(found[1]); }
    });
    child.on('exit', (code) => { clearTimeout(late); refuse(new Error(`${name} ended with ${code}\n${log}`)); });
    child.on('error', refuse);
  });
  return {
    address,
    async end(connection, method) {
      const gone = new Promise((done) => { child.on('exit', done); });
      connection.send(method).catch(() => {});
      const kill = setTimeout(() => child.kill('SIGKILL'), 5000);
      if (child.exitCode === null && child.signalCode === null) await gone;
      clearTimeout(kill);
      connection.close();
      fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** A client of either protocol: numbered questions, their answers, and events. `sessionId` is the DevTools protocol's. */
export async function connect(address) {
  const socket = new WebSocket(address, { maxPayload: 1 << 30 });
  await new Promise((done, refuse) => { socket.on('open', done); socket.on('error', refuse); });
  const waiting = new Map();
  const listeners = new Set();
  let last = 0;
  socket.on('message', (text) => {
    const message = JSON.parse(text);
    if (message.id) {
      const { done, refuse, method } = waiting.get(message.id);
      waiting.delete(message.id);
      // The DevTools protocol answers { error: { message } }, WebDriver BiDi { error, message }.
      if (message.error) refuse(new Error(`${method}: ${message.error.message ?? message.message}`));
      else done(message.result);
    } else listeners.forEach((listener) => listener(message));
  });
  socket.on('close', () => {
    waiting.forEach(({ refuse, method }) => refuse(new Error(`${method}: the browser has gone`)));
    waiting.clear();
  });
  return {
    send: (method, params = {}, sessionId = undefined) => new Promise((done, refuse) => {
      if (socket.readyState !== WebSocket.OPEN) { refuse(new Error(`${method}: the browser has gone`)); return; }
      last += 1;
      waiting.set(last, { done, refuse, method });
      socket.send(JSON.stringify({ id: last, method, params, sessionId }));
    }),
    listen: (listener) => { listeners.add(listener); return () => listeners.delete(listener); },
    close: () => socket.close(),
  };
}

/** What every page can do once it can `evaluate`. */
export const actions = (evaluate, problems) => ({
  /** Waits until an expression is truthy, and gives its value. Old engines need seconds to start a module. */
  async until(expression, timeout = 60000) {
    const end = Date.now() + timeout;
    for (;;) {
      // While the page navigates, evaluating may fail; that is part of waiting.
      const value = await evaluate(expression).catch(() => null);
      if (value) return value;
      if (Date.now() > end) {
        const text = await evaluate('document.body && document.body.innerText').catch(String);
        throw new Error(`waited ${timeout} ms for ${expression}\n${text}\n${problems.join('\n')}`);
      }
      await new Promise((done) => { setTimeout(done, 50); });
    }
  },

  click: (selector) => evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`),
});

/**
 * A script that gives the page `data` (a DataTransfer) as a person does, by pasting or dropping. Firefox takes none in the
 * description of an event.
 */
export const given = (type, name, data) => `{
  const event = new ${type}('${name}', { bubbles: true, cancelable: true });
  Object.defineProperty(event, '${data}', { value: data });
  document.body.dispatchEvent(event);
}`;

/** Writes a picture that came as base64. */
export function picture(file, base64) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, Buffer.from(base64, 'base64'));
}
