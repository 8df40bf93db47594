// Debian's Chromium, driven by playwright-core, with nothing of its own reaching for the network.
import { chromium } from 'playwright-core';

export const options = {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
};

export const launch = () => chromium.launch(options);
