#include "words/all.h"

namespace bench {

Peer gradbox_peer() { return {"gradbox", make_run}; }

}  // namespace bench
