// A list that a 0 in its middle cuts short; written for this project's tests.
int16_t gBadPortList[] = {
    1,   // tcpmux
    7,   // echo
    0,   // reserved
    25,  // smtp
    0,   // this MUST be zero so that we know where the list ends
};
