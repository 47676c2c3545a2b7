# Runs one PostgreSQL server for as long as standard input stays open, then removes every trace.
#
#   sh -c "$(cat watchdog.sh)" watchdog FOLDER PORT BIN [PREFIX…]
#
# Standard input is a pipe held by the test process: however that process ends, kill -9 included,
# the pipe closes. PREFIX runs a command as the user PostgreSQL accepts, when that is not this one.
trap '' HUP INT TERM
folder=$1
port=$2
bin=$3
shift 3
# The server's user may have no right to the folder the tests run in.
cd /

serve() {
    "$@" "$bin/initdb" --pgdata="$folder/data" --username=postgres --auth=trust \
        --encoding=UTF8 --no-locale --no-sync || return
    while [ ! -e "$folder/stop" ]; do
        # Durable as in production: what a test sees acknowledged is on the disk.
        "$@" "$bin/postgres" -D "$folder/data" \
            -c listen_addresses=127.0.0.1 -c port="$port" -c unix_socket_directories= \
            -c max_connections=200 -c fsync=on -c synchronous_commit=on -c full_page_writes=on
        # A test that stops the server to start it again says so before, with the seconds to be away.
        [ -e "$folder/again" ] || return
        sleep "$(cat "$folder/again")"
        rm -f "$folder/again"
    done
}
# The test process looks for `ended`: with it there is no server to wait for any more.
{
    serve "$@" >"$folder/log" 2>&1
    : >"$folder/ended"
} </dev/null &

while read -r _; do :; done

: >"$folder/stop"
rounds=0
# An immediate shutdown takes five seconds at most; initdb, which is left to end, a few more.
while [ ! -e "$folder/ended" ] && [ "$rounds" -lt 600 ]; do
    # While initdb runs there is no such file, or it holds a negative number.
    pid=$(sed -n 1p "$folder/data/postmaster.pid" 2>/dev/null)
    case $pid in
    '' | *[!0-9]*) ;;
    *) kill -QUIT "$pid" 2>/dev/null ;;
    esac
    sleep 0.1
    rounds=$((rounds + 1))
done
rm -rf "$folder"
