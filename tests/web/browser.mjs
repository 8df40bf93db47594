// What the editor's modules expect of a browser, for tests of those that show nothing.
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!doctype html><html lang="en"><body></body></html>', { url: 'https://newsroom.example/admin/articles/1/', pretendToBeVisual: true });
for (const name of ['DOMParser', 'document', 'window', 'Node', 'Element', 'HTMLElement', 'FormData', 'DocumentFragment', 'MutationObserver', 'getSelection', 'XMLSerializer'])
    globalThis[name] ??= name === 'window' ? window : window[name];
for (const name of ['DOMParser', 'document', 'FormData']) globalThis[name] = window[name];
export { window };
