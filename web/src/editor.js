import { NodeSelection } from 'prosemirror-state';
import { counter } from './count.js';
import { goToNote, insertFootnote } from './editing/footnotes.js';
import { openText } from './editing/text.js';
import { areUploading, uploadInto } from './editing/uploads.js';
import { readFields, writeFields } from './saving/fields.js';
import { Server } from './saving/server.js';
import { Session } from './saving/session.js';
import { bothStores, findLocalStorage, localStore, openDatabaseStore, pageRegister } from './saving/stores.js';
import { Bars } from './ui/bars.js';
import { editGallery, editHtml, editLink, editLinkCard, editPicture, insertFromLibrary, insertGallery, insertHtml, insertLinkCard } from './ui/blocks.js';
import { h } from './ui/element.js';
import { FindPanel } from './ui/find_panel.js';
import { showHelp } from './ui/help.js';
import { Status } from './ui/status.js';
import { Toolbar } from './ui/toolbar.js';
import { tools } from './ui/tools.js';
import { t } from './words.js';
import './editor.css';

// The article's form, made into an editor. Without this script the form works as it is.

/** @param {HTMLFormElement} form */
async function enhance(form) {
    const area = form.elements.body;
    const { article, account = '', language = 'en', direction = 'ltr' } = form.dataset;
    const server = new Server(form);
    const status = new Status();
    const count = counter(language);
    const label = area.labels[0];
    let session = null;

    // What the area holds is what is sent, and it is this. A browser that goes back to this page may put an older text into the area,
    // at any moment after this script has begun: then the version would be the newest, and nobody would see what is saved.
    let shown = area.value;
    const show = (html) => { area.value = shown = html; };
    const read = () => {
        show(shown);
        return readFields(form);
    };

    const upload = (file) => server.upload(file);
    async function takeFiles(view, files, pos) {
        const placed = await uploadInto(view, files, pos, upload, (message) => status.say(`upload ${message}`, message, { actions: [[t('Close'), () => status.say(`upload ${message}`)]] }));
        if (placed.length === 1 && view.state.doc.nodeAt(placed[0])?.type.name === 'picture') editPicture(view, placed[0]);
    }
    const chooser = h('input', { type: 'file', multiple: true, hidden: true, onchange() {
        takeFiles(text.view, [...chooser.files], text.view.state.selection.from);
        chooser.value = '';
    } });

    const edits = { picture: editPicture, gallery: editGallery(upload), link_card: editLinkCard, opaque_block: editHtml };
    const selected = (state) => state.selection instanceof NodeSelection && state.selection;
    const act = {
        link: () => editLink(text.view),
        upload: () => chooser.click(),
        footnote() {
            const id = insertFootnote(text.view.state, text.view.dispatch);
            if (id) goToNote(text.view, id);
        },
        library: () => insertFromLibrary(text.view, (query) => server.media(query)),
        gallery: () => insertGallery(text.view, upload),
        card: () => insertLinkCard(text.view),
        html: () => insertHtml(text.view),
        find: () => panel.open(),
        help: () => showHelp().then(() => text.view.focus()),
        canChange: (state) => selected(state) && selected(state).node.isBlock,
        change: () => (edits[selected(text.view.state).node.type.name] ?? editHtml)(text.view, text.view.state.selection.from),
        changeHtml: () => editHtml(text.view, text.view.state.selection.from),
    };
    const shortcut = (run) => () => {
        run();
        return true;
    };

    let toolbar = null;
    let panel = null;
    const frame = h('div', { class: 'editor' });
    area.before(frame);
    const top = h('div', { class: 'editor-top' });
    const bars = new Bars([top, status.messages], [status.dom, form.querySelector('.acts')]);
    const writing = h('div', { class: 'editor-writing' });
    const text = openText({
        place: writing,
        html: shown,
        attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label?.textContent.trim() || t('Text'), lang: language, dir: direction, spellcheck: 'true', class: 'editor-text' },
        shortcuts: {
            'Mod-k': shortcut(act.link), 'Mod-Alt-f': shortcut(act.footnote), 'Mod-f': shortcut(act.find), 'Mod-h': shortcut(act.find),
            'Mod-/': shortcut(act.help), 'Alt-F10': shortcut(() => toolbar.focus()),
            'Mod-s': shortcut(() => session?.autosave.flush()),
        },
        edits,
        bars,
        pasted: {
            files: takeFiles,
            picturesLeftOut: () => status.say('pasted', t('Pictures were left out of what you pasted: add them as files.'), { actions: [[t('Close'), () => status.say('pasted')]] }),
        },
        changed(view, hasChanged) {
            toolbar?.update();
            panel?.update();
            if (!areUploading(view.state)) status.say('uploading');
            if (!hasChanged) return;
            status.counts(count(view.state.doc));
            show(text.html());
            session?.changed();
        },
    });
    panel = new FindPanel(text.view);
    toolbar = new Toolbar(tools(() => text.view, act), t('Formatting'), () => text.view.focus());
    top.append(toolbar.dom, panel.dom, status.messages);
    frame.append(top, writing, status.dom, chooser);
    bars.watch(frame);
    area.hidden = true;
    // What is said of the plain text area, with counts as of its loading.
    for (const hint of document.querySelectorAll(`#${area.id}-hint`)) hint.hidden = true;
    area.required = false;
    label?.addEventListener('click', (event) => {
        event.preventDefault();
        text.view.focus();
    });
    status.counts(count(text.view.state.doc));

    const local = findLocalStorage();
    const store = bothStores(await openDatabaseStore(globalThis.indexedDB, article, account), local && localStore(local, article, account));
    session = new Session({
        server, store, status, language,
        register: pageRegister(),
        version: Number(form.elements.version.value),
        read,
        write(fields) {
            writeFields(form, fields);
            text.replace(fields.body?.[0] ?? '');
            show(text.html());
        },
        takeHtml: (html) => text.replace(html, { isUndoable: false }),
        allow(allowed) {
            text.allow(allowed);
            frame.classList.toggle('is-locked', !allowed);
            for (const control of form.elements) if ('readOnly' in control) control.readOnly = !allowed;
        },
        versioned(version, token) {
            form.elements.version.value = String(version);
            const field = form.elements.form_token ?? form.elements.token;
            if (field && token) field.value = token;
        },
    });
    await session.start();
    document.querySelector('#held')?.remove(); // said in the bar from now on, as long as it is true
    guard(form, text, session, status, read);
}

/** What leaves the page goes only when nothing would be lost by it. */
function guard(form, text, session, status, read) {
    let isGoing = false;
    for (const event of ['input', 'change'])
        form.addEventListener(event, ({ target }) => target.name && target.closest('.editor') === null && session.changed());
    form.addEventListener('submit', async (event) => {
        if (isGoing) return;
        event.preventDefault();
        const { submitter } = event;
        if (areUploading(text.view.state)) return status.say('uploading', t('Files are still being uploaded. Wait a moment, then try again.'));
        if (!await session.isSaved()) return session.sayUnsaved();
        read();
        isGoing = true;
        // Until this event is over, a form ignores being asked (https://html.spec.whatwg.org/#dom-form-requestsubmit, "firing submission events").
        await new Promise((go) => { setTimeout(go); });
        form.requestSubmit(submitter);
        setTimeout(() => { isGoing = false; }, 3000);
    });
    addEventListener('beforeunload', (event) => {
        if (isGoing || (session.autosave.isSafeToLeave && !areUploading(text.view.state))) return;
        session.autosave.stored();
        event.preventDefault();
    });
}

const form = document.querySelector('#article-form');
if (form) enhance(form);
