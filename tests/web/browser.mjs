// What the editor's modules expect of a browser, for tests of those that show nothing.
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!doctype html><html lang="en"><body></body></html>', { url: 'https://newsroom.example/admin/articles/1/' });
for (const name of ['DOMParser', 'FormData', 'document', 'navigator', 'window'])
    Object.defineProperty(globalThis, name, { value: name === 'window' ? window : window[name], configurable: true });
