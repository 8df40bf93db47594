#include "cli/command_line.h"

#include <malloc.h>

int main(int argc, char** argv)
{
    // Each arena keeps what its threads have freed: two are plenty, and keep the program small.
    mallopt(M_ARENA_MAX, 2);
    return broadsheet::cli::run(argc, argv);
}
