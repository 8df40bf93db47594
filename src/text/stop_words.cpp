#include "text/words.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace broadsheet::text {

namespace {

using namespace std::string_view_literals;

// English and Russian, folded.
constexpr std::string_view stop_words[]{"a", "about", "above", "after", "again", "against", "all", "also",
    "although", "am", "an", "and", "any", "are", "aren", "as", "at", "be", "because", "been", "before",
    "being", "below", "between", "both", "but", "by", "came", "can", "cannot", "come", "could", "couldn", "d",
    "did", "didn", "do", "does", "doesn", "doing", "don", "done", "down", "during", "each", "either", "else",
    "ever", "every", "few", "first", "for", "from", "further", "get", "go", "goes", "going", "gone", "got",
    "had", "hadn", "has", "hasn", "have", "haven", "having", "he", "her", "here", "hers", "herself", "him",
    "himself", "his", "how", "however", "i", "if", "in", "into", "is", "isn", "it", "its", "itself", "just",
    "know", "last", "let", "like", "ll", "m", "made", "make", "many", "may", "me", "might", "more", "most",
    "much", "must", "my", "myself", "new", "no", "nor", "not", "now", "of", "off", "on", "once", "one",
    "only", "or", "other", "our", "ours", "ourselves", "out", "over", "own", "re", "s", "said", "same", "say",
    "says", "see", "shall", "she", "should", "since", "so", "some", "still", "such", "t", "take", "than",
    "that", "the", "their", "theirs", "them", "themselves", "then", "there", "these", "they", "this", "those",
    "though", "three", "through", "to", "too", "two", "under", "until", "up", "upon", "us", "use", "used",
    "ve", "very", "was", "wasn", "way", "we", "well", "were", "weren", "what", "when", "where", "whether",
    "which", "while", "who", "whom", "whose", "why", "will", "with", "within", "without", "won", "would",
    "wouldn", "year", "years", "yet", "you", "your", "yours", "yourself", "а", "без", "более", "больше", "бы",
    "был", "была", "были", "было", "быть", "в", "вам", "вас", "ваш", "весь", "во", "вообще", "вот", "впрочем",
    "время", "все", "всегда", "всего", "всем", "всеми", "всему", "всех", "всю", "вся", "вы", "где", "говорит",
    "год", "года", "годов", "году", "годы", "да", "даже", "два", "для", "до", "другие", "другой", "его", "ее",
    "ей", "ему", "если", "есть", "еще", "ею", "же", "за", "здесь", "и", "из", "или", "им", "ими", "имя",
    "иногда", "их", "к", "каждый", "как", "какая", "какой", "когда", "конечно", "которая", "которого",
    "которое", "которой", "котором", "которую", "которые", "который", "которым", "которых", "кто", "куда",
    "лет", "либо", "лишь", "лучше", "между", "меня", "мне", "много", "может", "можно", "мой", "моя", "мы",
    "на", "над", "надо", "наконец", "нам", "нами", "нас", "наш", "не", "него", "нее", "ней", "нельзя", "нему",
    "нет", "нею", "ни", "нибудь", "никогда", "ним", "ними", "них", "ничего", "но", "ну", "о", "об", "один",
    "одна", "однако", "одни", "одно", "он", "она", "они", "оно", "опять", "от", "отсюда", "очень", "перед",
    "по", "под", "после", "потом", "потому", "почти", "при", "про", "просто", "раз", "разве", "с", "сам",
    "сама", "сами", "само", "своего", "своей", "свои", "своих", "свой", "свою", "себе", "себя", "сегодня",
    "сейчас", "сказал", "сказала", "сказать", "со", "совсем", "стал", "стала", "так", "такая", "также",
    "таки", "такие", "такого", "такое", "такой", "там", "тебя", "тем", "теперь", "то", "тогда", "того",
    "тоже", "той", "только", "том", "тот", "три", "тут", "ты", "у", "уж", "уже", "хоть", "хотя", "чего",
    "чей", "чем", "через", "что", "чтоб", "чтобы", "чуть", "эта", "эти", "этим", "этих", "это", "этого",
    "этой", "этом", "этому", "этот", "эту", "я"};

// Every word of every article is looked up here, so the list is also a hash table: indexes into it, from 1.
constexpr std::size_t slots = 2048;

constexpr std::size_t slot_of(std::string_view word)
{
    std::uint32_t hash = 2166136261u; // FNV-1a
    for (char c : word)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    return (hash ^ hash >> 16) % slots;
}

constexpr auto table = [] {
    std::array<std::uint16_t, slots> indexes{};
    for (std::uint16_t index = 1; auto word : stop_words) {
        auto slot = slot_of(word);
        while (indexes[slot] != 0)
            slot = (slot + 1) % slots;
        indexes[slot] = index++;
    }
    return indexes;
}();
constexpr std::size_t longest = std::ranges::max(stop_words, {}, &std::string_view::size).size();

} // namespace

bool is_stop_word(std::string_view folded)
{
    if (folded.size() > longest)
        return false;
    for (auto slot = slot_of(folded); table[slot] != 0; slot = (slot + 1) % slots)
        if (stop_words[table[slot] - 1] == folded)
            return true;
    return false;
}

} // namespace broadsheet::text
