// What the worker says to readers, in the language of the page.

const texts = {
    en: {
        old: 'This is a copy kept on this device, from the edition of {date}. Nobody could be asked whether there is a newer one.',
        mirror: 'This page came from {host} and is proven genuine: it is in the newspaper’s signed edition of {date}.',
        aged: 'The newest edition that could be found is of {date}. There may be a newer one at another of the newspaper’s addresses.',
        refusedTitle: 'This page could not be proven',
        refused: 'Nobody who could be asked gave this page as the newspaper published it, so it is not shown. Try again later, or from another of the newspaper’s addresses.',
        unreachedTitle: 'None of the newspaper’s addresses answers',
        unreached: 'Perhaps this device is offline, or the addresses it knows are blocked. This page was not kept here, so it cannot be shown now.',
        reasons: 'What was found:',
        unknown: 'no answer',
        kept: 'Pages you have read before can still be read.',
        front: 'Front page',
    },
    ru: {
        old: 'Это копия, сохранённая на этом устройстве, из выпуска от {date}. Узнать, есть ли более новая, сейчас не у кого.',
        mirror: 'Эта страница получена с {host}, и её подлинность доказана: она входит в подписанный газетой выпуск от {date}.',
        aged: 'Самый новый выпуск, который удалось найти, — от {date}. На другом адресе газеты может быть более новый.',
        refusedTitle: 'Подлинность страницы не доказана',
        refused: 'Ни один из доступных адресов не отдал эту страницу такой, какой её опубликовала газета, поэтому она не показана. Попробуйте позже или с другого адреса газеты.',
        unreachedTitle: 'Ни один адрес газеты не отвечает',
        unreached: 'Возможно, нет связи или известные этому устройству адреса заблокированы. Эта страница здесь не сохранена, поэтому показать её сейчас нельзя.',
        reasons: 'Что обнаружено:',
        unknown: 'нет ответа',
        kept: 'Страницы, прочитанные раньше, по-прежнему можно читать.',
        front: 'На первую полосу',
    },
    ar: {
        old: 'هذه نسخة محفوظة على هذا الجهاز من طبعة {date}. تعذّر سؤال أي جهة عن وجود نسخة أحدث.',
        mirror: 'وصلت هذه الصفحة من {host} وقد ثبتت صحتها: فهي ضمن طبعة الصحيفة الموقّعة بتاريخ {date}.',
        aged: 'أحدث طبعة أمكن العثور عليها بتاريخ {date}. قد تكون هناك طبعة أحدث في عنوان آخر للصحيفة.',
        refusedTitle: 'تعذّر إثبات صحة هذه الصفحة',
        refused: 'لم يقدّم أي من العناوين المتاحة هذه الصفحة كما نشرتها الصحيفة، ولذلك لا تُعرض. حاول لاحقًا أو من عنوان آخر للصحيفة.',
        unreachedTitle: 'لا يجيب أي من عناوين الصحيفة',
        unreached: 'ربما لا يوجد اتصال، أو أن العناوين التي يعرفها هذا الجهاز محجوبة. لم تُحفظ هذه الصفحة هنا، ولذلك لا يمكن عرضها الآن.',
        reasons: 'ما وُجد:',
        unknown: 'لا جواب',
        kept: 'ما قرأته من قبل يمكن قراءته الآن أيضًا.',
        front: 'الصفحة الأولى',
    },
};

export const wordsIn = (language) => texts[language] ?? texts[language?.slice(0, 2)] ?? texts.en;

export function dateIn(language, slot) {
    return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(slot));
}

export function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

export const languageOf = (html) => /^[^>]*>?\s*<html[^>]*\slang="([\w-]+)"/.exec(html)?.[1] ?? 'en';
