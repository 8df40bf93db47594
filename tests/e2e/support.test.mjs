// Contributing in a real browser, with and without a script: from the amount to the receipt; a monthly one that fails,
// recovers, is changed and ended.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch } from './browser.mjs';
import { copyOfDemo, done, serve } from './newspaper.mjs';
import { accept, scrollsSideways, signIn, someone as anyone, violations } from './people.mjs';

let data;
let paper;
let browser;
let owner;

before(async () => {
    data = copyOfDemo();
    done(data, 'support', 'provider', 'demonstration', '--on');
    done(data, 'support', 'provider', 'bank', '--set', 'holder=The Lantern', '--set', 'iban=DE89 3704 0044 0532 0130 00', '--on');
    paper = await serve(data);
    browser = await launch();
    owner = await anyone(browser);
    await accept(owner, paper.invitation, 'anna', 'Anna O.');
});
after(async () => {
    await browser?.close();
    await paper?.stop();
});

const someone = (options) => anyone(browser, options);
const entries = () => done(data, 'support', 'ledger').trim().split('\r\n').slice(1).map((line) => line.split(','));
const income = () => entries().filter((entry) => ['payment', 'renewal'].includes(entry[2])).length;

async function choose(page, frequency, amount, from = '/support/') {
    await page.goto(paper.url + from);
    await page.click(`label[for=f-${frequency}]`);
    await page.fill('#own', amount);
    await page.click('main form button');
}

async function pay(page, frequency, amount) {
    await choose(page, frequency, amount);
    await page.click('button[value=demonstration]');
    await page.click('button[value=pay]');
    await page.waitForURL(/\/support\/thanks\//);
}

for (const javaScriptEnabled of [true, false])
    describe(`contributing ${javaScriptEnabled ? 'with' : 'without'} a script`, () => {
        test('goes from the amount to the receipt in the captured outbox', async () => {
            const page = await someone({ javaScriptEnabled });
            await page.goto(`${paper.url}/support/`);
            await page.click('label[for=f-once]');
            await page.click('.amounts.once label >> nth=2');
            await page.click('main form button');
            assert.equal(await page.textContent('.sum'), '€25');
            await page.click('button[value=demonstration]');
            assert.match(await page.textContent('main'), /No money moves here/);
            await page.click('button[value=pay]');
            await page.waitForURL(/\/support\/thanks\//);
            assert.match(await page.textContent('main'), /You have given €25/);
            const code = await page.textContent('main code');
            await page.fill('#address', 'ana@reader.example');
            await page.click('main form button');
            assert.match(await page.textContent('main'), /on its way/);
            await page.click('text=Your receipt');
            assert.match(await page.textContent('dl'), new RegExp(`€25 \\(EUR\\)[\\s\\S]*${code}`));
            await owner.goto(`${paper.url}/admin/mail/`);
            const links = await owner.$$eval('a[href*="/admin/mail/outbox/"]', (all) => all.map((a) => a.getAttribute('href')));
            await owner.goto(new URL(links.sort((a, b) => Number(b.split('/').at(-2)) - Number(a.split('/').at(-2)))[0], paper.url).href);
            assert.match(await owner.textContent('main'), new RegExp(`ana@reader\\.example[\\s\\S]*${code}`));
            assert.deepEqual(page.errors, []);
        });

        test('takes a monthly one through failure, recovery, a change and its end', async () => {
            const page = await someone({ javaScriptEnabled });
            await pay(page, 'monthly', '4');
            await page.click('main .notice a');
            const manage = page.url();
            assert.match(await page.textContent('main'), /€4 a month[\s\S]*next payment is due/);
            await page.goBack();
            await page.goBack();
            await page.click('button[value=decline]');
            assert.match(await page.textContent('main'), /declined/);
            await page.goto(manage);
            assert.match(await page.textContent('main'), /did not go through/);
            await page.goBack();
            await page.click('button[value=pay]');
            await page.goto(manage);
            assert.doesNotMatch(await page.textContent('main'), /did not go through/);
            await page.fill('#amount', '0.5');
            await page.click('main form button');
            assert.match(await page.textContent('#amount-wrong'), /The least we can take is €2/);
            await page.fill('#amount', '7');
            await page.click('main form button');
            assert.match(await page.textContent('main'), /amount was changed[\s\S]*€7 a month/);
            await page.click('text=End this contribution');
            assert.match(await page.textContent('main'), /nothing more will be taken/);
        });
    });

for (const javaScriptEnabled of [true, false])
    test(`leads whoever comes back to the same contribution, ${javaScriptEnabled ? 'with' : 'without'} a script`, async () => {
        const page = await someone({ javaScriptEnabled });
        const goOn = async () => {
            await page.waitForURL(/\/support\/pay\//);
            await page.click('button[value=demonstration]');
        };
        await choose(page, 'monthly', '6');
        await goOn();
        await page.waitForURL(/\/support\/demonstration\//);
        const first = page.url();
        await page.goBack();
        await goOn();
        await page.waitForURL(first);
        const before = income();
        await page.click('button[value=pay]');
        await page.waitForURL(/\/support\/thanks\//);
        const thanks = page.url();
        await page.goBack();
        await page.goBack();
        await goOn();
        await page.waitForURL(thanks);
        assert.equal(income(), before + 1);
    });

test('keeps in reach where to transfer money to, and lets it be given up', async () => {
    const page = await someone({ javaScriptEnabled: false });
    await choose(page, 'once', '12');
    await page.click('button[value=bank]');
    const transfer = page.url();
    assert.match(await page.textContent('main'), /DE89 3704/);
    await page.click('text=I have sent it');
    await page.click('text=Where to transfer it to');
    assert.equal(page.url(), transfer);
    await page.goBack();
    await page.click('text=I will not send it');
    assert.match(await page.textContent('main'), /Nothing more is expected of you/);
});

test('takes the amount an appeal suggests as chosen', async () => {
    const page = await someone();
    await page.goto(`${paper.url}/support/?currency=EUR&frequency=monthly&amount_monthly=7`);
    assert.equal(await page.inputValue('input[name=amount_monthly]:checked'), '7');
    await page.click('main form button');
    assert.match(await page.textContent('.sum'), /€7/);
});

test('says what is wrong with an amount beside it, and keeps what was typed', async () => {
    const page = await someone();
    for (const [typed, said] of [['1', /least we can take is €2/], ['99999', /most we can take this way is €10,000/], ['-5', /one amount in digits/], ['5,555', /a thousand or one/],
        ['5.5555', /at most 2 digits/], ['0', /least/], ['1e3', /one amount in digits/]]) {
        await choose(page, 'once', typed);
        assert.match(await page.textContent('#own-wrong'), said, typed);
        assert.equal(await page.inputValue('#own'), typed);
        assert.equal(await page.getAttribute('#own', 'aria-invalid'), 'true');
    }
    for (const body of [{ own: '-5', currency: 'EUR' }, { own: '5', currency: 'JPY' }, { own: '1.5', currency: 'EUR' }, { own: '', currency: 'EUR' }]) {
        const answer = await fetch(`${paper.url}/support/pay/`, { method: 'POST', redirect: 'manual',
            body: new URLSearchParams({ frequency: 'once', provider: 'demonstration', form: 'x', ...body }) });
        assert.equal(answer.status, 422, JSON.stringify(body));
    }
});

test('counts once: pressed twice, after the back button, and apart in two tabs', async () => {
    const page = await someone();
    const before = income();
    await choose(page, 'once', '6');
    const form = await page.url();
    await page.click('button[value=demonstration]');
    const hosted = page.url();
    const other = await page.context().newPage();
    await other.goto(hosted);
    await page.click('button[value=pay]');
    await page.waitForURL(/\/thanks\//);
    await other.click('button[value=pay]');
    assert.equal(income(), before + 1, 'pressed in two tabs of one payment');
    await page.goBack();
    await page.goBack();
    await page.waitForSelector('button[value=demonstration]');
    await page.click('button[value=demonstration]');
    assert.equal(income(), before + 1, 'the form sent again');
    await page.goto(form);
    await page.click('button[value=demonstration]');
    await page.click('button[value=pay]');
    await page.waitForURL(/\/thanks\//);
    assert.equal(income(), before + 2, 'a form of its own is a payment of its own');
});

test('shows a bank transfer with a reference, and takes it from a statement once', async () => {
    const page = await someone();
    await choose(page, 'once', '12.50');
    await page.click('button[value=bank]');
    const reference = await page.textContent('dd strong');
    assert.match(reference, /^RF\d\d B\d{3} \d{4} \d{2}$/);
    assert.match(await page.textContent('dl'), /DE89 3704 0044 0532 0130 00/);
    const { writeFileSync } = await import('node:fs');
    const statement = `${data}/statement.csv`;
    writeFileSync(statement, `Date;Amount;Text;Id\n2026-11-27;12,50;from a friend ${reference.toLowerCase()};B-1\n2026-11-27;-3,00;fee;B-2\n`);
    const before = income();
    done(data, 'support', 'import', statement);
    done(data, 'support', 'import', statement);
    assert.equal(income(), before + 1);
    await page.click('text=I have sent it');
    assert.match(await page.textContent('main'), /You have given €12\.50/);
});

test('fits a narrow screen, works by keyboard, and is accessible', async () => {
    const page = await someone({ viewport: { width: 320, height: 700 } });
    await page.goto(`${paper.url}/support/`);
    assert.equal(await scrollsSideways(page), false);
    assert.deepEqual(await violations(page), []);
    await page.focus('#f-monthly');
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.isChecked('#f-annual'), true);
    const tops = await page.$$eval('.amounts.annual .choices > div', (all) => all.map((each) => each.getBoundingClientRect().top));
    assert.deepEqual([tops.length, new Set(tops).size], [3, 1], 'three amounts stand in one row');
    await page.focus('#own');
    await page.keyboard.type('30');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/support\/pay\//);
    assert.equal(await page.textContent('.sum'), '€30 a year');
    assert.equal(await scrollsSideways(page), false);
    assert.deepEqual(await violations(page), []);
    await page.click('button[value=demonstration]');
    await page.click('button[value=pay]');
    await page.waitForURL(/\/thanks\//);
    assert.deepEqual(await violations(page), []);
    assert.equal(await scrollsSideways(page), false);
});

test('speaks Russian', async () => {
    const page = await someone();
    await choose(page, 'monthly', '4', '/ru/support/');
    assert.match(await page.textContent('.sum'), /4\u00a0€ в месяц/);
    assert.match(page.url(), /\/ru\/support\/pay\//);
    await page.click('button[value=demonstration]');
    await page.click('button[value=pay]');
    await page.waitForURL(/\/ru\/support\/thanks\//);
    assert.match(await page.textContent('main'), /Ваш взнос — 4\u00a0€ в месяц/);
});

test('is set up in the browser, without a script', async () => {
    const editor = await someone({ javaScriptEnabled: false });
    await signIn(editor, paper.url, 'anna');
    await editor.waitForURL(/\/admin\/$/);
    const admin = `${paper.url}/admin/contributions/`;
    await editor.goto(`${admin}providers/`);
    await editor.fill('#bank_holder', 'The Lantern Trust');
    await editor.click('form[action$="/providers/bank/"] button');
    assert.match(await editor.textContent('[role=status]'), /Saved/);
    await editor.fill('#stripe_secret_key', 'pk_wrong');
    await editor.check('form[action$="/providers/stripe/"] input[name=on]');
    await editor.click('form[action$="/providers/stripe/"] button');
    assert.match(await editor.textContent('#stripe_secret_key-error'), /begin with sk_/);
    assert.equal(await editor.inputValue('#stripe_secret_key'), '', 'what was typed of a secret is not shown');

    await editor.goto(`${admin}amounts/`);
    await editor.fill('#add', 'jpy');
    await editor.click('form[method=get] button');
    for (const often of ['once', 'monthly', 'annual'])
        for (const [name, value] of [['minimum', '300'], ['maximum', '100000'], ['suggested', '500 1000'], ['chosen', '500']])
            await editor.fill(`[name=${name}_JPY_${often}]`, value);
    await editor.click('form[method=post][action$="/amounts/"] button');
    assert.match(await editor.textContent('[role=status]'), /Saved/);
    await editor.goto(`${admin}words/`);
    await editor.fill('#risk_notice_en', 'In Karvelia giving is a crime.');
    await editor.click('form[action$="/words/"] button');
    assert.match(await editor.textContent('[role=status]'), /Saved/);
    await editor.goto(`${paper.url}/admin/thanks/`);
    await editor.check('[name=on]');
    await editor.click('form[action$="/thanks/"] button');
    assert.match(await editor.textContent('[role=status]'), /Saved/);

    const page = await someone();
    await page.goto(`${paper.url}/support/?currency=JPY`);
    assert.match(await page.textContent('main'), /In Karvelia giving is a crime[\s\S]*From ¥300 to ¥100,?000/);
    await choose(page, 'once', '12');
    await page.click('button[value=bank]');
    assert.match(await page.textContent('dl'), /The Lantern Trust/);
    await page.goto(`${paper.url}/support/names/`);
    assert.match(await page.textContent('main'), /Nobody stands here yet/);
    assert.deepEqual(await violations(page), []);
});
