#include "files/worker.h"

int main()
{
    return broadsheet::files::run();
}
