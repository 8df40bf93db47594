#include "cli/command_line.h"

int main(int argc, char** argv)
{
    return broadsheet::cli::run(argc, argv);
}
