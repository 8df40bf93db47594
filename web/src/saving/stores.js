// Where the browser keeps what the server has not acknowledged: IndexedDB, and localStorage where there is none and for a page that goes.

/** @typedef {import('./autosave.js').Copy} Copy @typedef {import('./autosave.js').Store} Store */

const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('blocked'));
});

/** @returns {Promise<Store | null>} null when this browser has no IndexedDB, or keeps it shut */
export async function openDatabaseStore(factory, article, account, most = 3000) {
    if (!factory) return null;
    try {
        const opening = factory.open('broadsheet-editor', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('copies', { keyPath: ['article', 'account', 'page'] });
        const tooLate = new Promise((_, reject) => setTimeout(() => reject(new Error('no answer')), most));
        const database = await Promise.race([done(opening), tooLate]);
        const within = (mode, act) => new Promise((resolve, reject) => {
            const transaction = database.transaction('copies', mode, { durability: 'strict' });
            const request = act(transaction.objectStore('copies'));
            transaction.oncomplete = () => resolve(request.result);
            transaction.onabort = () => reject(transaction.error);
        });
        return {
            put: (copy) => within('readwrite', (copies) => copies.put({ article, account, ...copy })),
            remove: (page) => within('readwrite', (copies) => copies.delete([article, account, page])),
            all: () => within('readonly', (copies) => copies.getAll(IDBKeyRange.bound([article, account], [article, account, []]))),
        };
    } catch {
        return null;
    }
}

/** @returns {Store} @param {globalThis.Storage} storage */
export function localStore(storage, article, account) {
    const prefix = `broadsheet-editor ${JSON.stringify([article, account])} `;
    const putAtOnce = (copy) => storage.setItem(prefix + copy.page, JSON.stringify(copy));
    return {
        putAtOnce,
        put: async (copy) => putAtOnce(copy),
        remove: async (page) => storage.removeItem(prefix + page),
        async all() {
            const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
            return keys.filter((key) => key.startsWith(prefix)).map((key) => JSON.parse(storage.getItem(key)));
        },
    };
}

/**
 * Both as one. A copy in the two of them is taken from where it is newer.
 * @param {Store | null} database @param {Store | null} local @returns {Store}
 */
export function bothStores(database, local) {
    const first = database ?? local;
    return {
        async put(copy) {
            if (!first) throw new Error('no store');
            await first.put(copy);
            if (database) await local?.remove(copy.page);
        },
        async remove(page) {
            await Promise.all([database?.remove(page), local?.remove(page)]);
        },
        async all() {
            const newest = new Map();
            for (const copy of [...await database?.all() ?? [], ...await local?.all() ?? []])
                if (!(newest.get(copy.page)?.at > copy.at)) newest.set(copy.page, copy);
            return [...newest.values()];
        },
        putAtOnce: (copy) => local?.putAtOnce(copy),
    };
}

/** localStorage, or null where even looking at it is forbidden. */
export function findLocalStorage() {
    try {
        return window.localStorage;
    } catch {
        return null;
    }
}

/** Marks this page as alive, and tells which others are. */
export function pageRegister(locks = navigator.locks) {
    const name = (page) => `broadsheet-page ${page}`;
    return {
        enter: (page) => void locks?.request(name(page), () => new Promise(() => {})).catch(() => {}),
        async isAlive(page) {
            const held = (await locks?.query())?.held ?? [];
            return held.some((lock) => lock.name === name(page));
        },
    };
}
