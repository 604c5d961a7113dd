# shellcheck shell=bash
# The playground in the browser.

is_port() { [[ $1 =~ ^[0-9]{1,5}$ ]] && ((10#$1 <= 65535)); }
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

cmd_play() {
  local serve=()
  while [ $# -gt 0 ]; do
    case $1 in
      --port)
        is_port "${2:-}" || usage_error "--port takes a number from 0 to 65535"
        ! answers "$2" || fail "port $2 is taken: choose another one, or leave out --port to get a free one"
        serve+=(--port "$2")
        shift
        ;;
      --port=*) set -- --port "${1#--port=}" "${@:2}"; continue ;;
      --no-open) serve+=(--no-open) ;;
      *) usage_error "play does not know '$1'" ;;
    esac
    shift
  done
  need build web
  build web gradbox-site
  exec node tools/serve/serve.mjs --dir build/web/site "${serve[@]}"
}
