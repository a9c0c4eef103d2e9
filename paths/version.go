package paths

// Version is the release, set by the linker; "dev" otherwise.
var Version = "dev"

// Software is what we call ourselves to other servers.
const Software = "guildhall"
