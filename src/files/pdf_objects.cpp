#include "files/pdf_objects.h"

#include "files/pdf_streams.h"

#include <algorithm>
#include <set>

namespace broadsheet::files {

namespace {

constexpr char const* page_keys[]
    = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate",
        "/UserUnit", "/Resources", "/Contents", "/Group", "/Annots", "/StructParents", "/Tabs"};
constexpr char const* page_tree_keys[] = {"/Type", "/Parent", "/Kids", "/Count"};

// By which metadata, files, scripts and private data hang on any object.
constexpr std::string_view never_kept[]
    = {"/AA", "/AF", "/AcroForm", "/Alternates", "/Author", "/Collection", "/CreationDate", "/Creator",
        "/CreatorInfo", "/DSS", "/EF", "/EmbeddedFiles", "/Info", "/JS", "/JavaScript", "/Keywords",
        "/LGIDict", "/LastModified", "/Measure", "/Metadata", "/ModDate", "/OPI", "/OpenAction", "/Perms",
        "/PieceInfo", "/Producer", "/PtData", "/Ref", "/Thumb", "/UserProperties", "/VP", "/XFA"};

constexpr std::string_view kept_actions[] = {"/GoTo", "/URI"};
constexpr std::string_view actions[] = {"/GoTo", "/URI", "/GoTo3DView", "/GoToDp", "/GoToE", "/GoToR",
    "/Hide", "/ImportData", "/JavaScript", "/Launch", "/Movie", "/Named", "/Rendition", "/ResetForm",
    "/RichMediaExecute", "/SetOCGState", "/Sound", "/SubmitForm", "/Thread", "/Trans"};

// Dictionaries whose keys are names given by the document.
constexpr std::string_view of_names[] = {"/CharProcs", "/ClassMap", "/Colorants", "/Dests", "/RoleMap"};

template <typename List>
bool lists(List const& list, std::string_view name)
{
    return std::ranges::find(list, name) != std::end(list);
}

enum class Role {
    plain,
    resources, // whose entries are dictionaries of names
    names,
};

Role role_of_child(Role parent, std::string const& key)
{
    if (parent == Role::resources)
        return Role::names;
    return parent == Role::plain && key == "/Resources" ? Role::resources
        : parent == Role::plain && lists(of_names, key) ? Role::names
                                                        : Role::plain;
}

// Programs mark keys of their own with a prefix: "/PTEX.FileName", "/ADBE_FillSignInfo".
bool is_private(std::string const& key)
{
    return key.find_first_of(".:_") != std::string::npos;
}

class Cleaning {
public:
    Cleaning(QPDF& pdf, std::size_t limit)
        : pdf_(pdf)
        , limit_(limit)
    {
        for (auto const& page : pdf.getAllPages())
            pages_.insert(page.getObjGen());
    }

    Result<void> run(QPDFObjectHandle root)
    {
        waiting_.push_back({root, Role::plain});
        while (!waiting_.empty()) {
            auto [object, role] = waiting_.back();
            waiting_.pop_back();
            if (object.isIndirect() && !seen_.insert(object.getObjGen()).second)
                continue;
            if (++looked_at_ > limit_)
                return limit_reached("the PDF has too many objects");
            TRY(clean(object, role));
        }
        return {};
    }

private:
    struct Waiting {
        QPDFObjectHandle object;
        Role role;
    };

    Result<void> clean(QPDFObjectHandle object, Role role)
    {
        if (object.isArray()) {
            for (int index = 0; index < object.getArrayNItems(); ++index)
                if (auto item = object.getArrayItem(index); is_unwanted(item))
                    object.setArrayItem(index, QPDFObjectHandle::newNull());
                else
                    wait(item, role == Role::names ? Role::names : Role::plain);
            return {};
        }
        if (object.isStream()) {
            TRY(clean_stream(pdf_, object));
            object = object.getDict();
        }
        if (object.isDictionary())
            clean_dictionary(object, role);
        return {};
    }

    void clean_dictionary(QPDFObjectHandle dictionary, Role role)
    {
        if (dictionary.isDictionaryOfType("/Page"))
            keep_keys(dictionary, page_keys);
        if (dictionary.isDictionaryOfType("/Pages"))
            keep_keys(dictionary, page_tree_keys);
        for (auto const& key : dictionary.getKeys()) {
            auto value = dictionary.getKey(key);
            bool const may_stay = role != Role::plain || (!lists(never_kept, key) && !is_private(key));
            if (may_stay && !is_unwanted(value))
                wait(value, role_of_child(role, key));
            else
                dictionary.removeKey(key);
        }
    }

    // Another action than a link's, a file, a page that is not in the document, PostScript, attributes of a
    // program's own.
    bool is_unwanted(QPDFObjectHandle value) const
    {
        if (value.isStream())
            return value.getDict().getKey("/Subtype").isNameAndEquals("/PS");
        if (!value.isDictionary())
            return false;
        auto type = value.getKey("/Type");
        auto action = value.getKey("/S");
        return (action.isName() && lists(actions, action.getName()) && !lists(kept_actions, action.getName()))
            || type.isNameAndEquals("/Filespec") || type.isNameAndEquals("/Sig")
            || value.getKey("/O").isNameAndEquals("/UserProperties")
            || (type.isNameAndEquals("/Page") && !pages_.contains(value.getObjGen()));
    }

    void wait(QPDFObjectHandle object, Role role)
    {
        if (object.isArray() || object.isDictionary() || object.isStream())
            waiting_.push_back({object, role});
    }

    QPDF& pdf_;
    std::size_t limit_;
    std::size_t looked_at_ = 0;
    std::set<QPDFObjGen> pages_;
    std::set<QPDFObjGen> seen_;
    std::vector<Waiting> waiting_;
};

} // namespace

Result<void> clean_objects(QPDF& pdf, QPDFObjectHandle root, std::size_t limit)
{
    return Cleaning(pdf, limit).run(root);
}

} // namespace broadsheet::files
