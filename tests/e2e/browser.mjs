// Debian's Chromium, driven by playwright-core, with nothing of its own reaching for the network.
import { chromium } from 'playwright-core';

export const options = {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
};

export const launch = () => chromium.launch(options);

// How long, in ms, a page or a server may take on a machine that has much else to do. No test is about that, and none waits longer than it must.
export const patience = 40_000;

/** Returns once `check` holds, which is asked ten times a second; throws where it does not in time. */
export async function eventually(check, what = String(check)) {
    for (const end = Date.now() + patience; Date.now() < end; await new Promise((go) => setTimeout(go, 100)))
        if (await check()) return;
    throw new Error(`not within ${patience / 1000} s: ${what}`);
}
