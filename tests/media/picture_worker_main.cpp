#include "media/picture.h"

int main()
{
    return broadsheet::media::run_picture_worker();
}
