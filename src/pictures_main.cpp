#include "pictures/worker.h"

int main()
{
    return broadsheet::pictures::run();
}
