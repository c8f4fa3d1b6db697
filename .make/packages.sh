#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Which packages the kit needs, which of them are missing, and how they come.
#
#   packages.sh SET...         name the missing ones, then install them; with
#                              INSTALL=no name them, say the command, and stop
#   packages.sh --list SET...  print the missing ones, install nothing
#
# Exit status: 0 all are there (now), 1 some are missing.
# Debian and its kin are asked through dpkg and served through apt-get, as root
# or through sudo. Elsewhere the missing ones are named, and that is all.

set -u
export LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin

# set, Debian package, and what proves it on other systems: a command, a header
table='
check    gcc                   cc
check    libc6-dev             stdio.h
check    libseccomp-dev        seccomp.h
check    libdw-dev             elfutils/libdwfl.h
check    libelf-dev            libelf.h
check    libjansson-dev        jansson.h
check    libuv1-dev            uv.h
check    libev-dev             ev.h
check    libevent-dev          event2/event.h
watch    inotify-tools         inotifywait
diagrams graphviz              dot
diagrams libgraphviz-dev       graphviz/cgraph.h
site     libcmark-gfm-dev      cmark-gfm.h
site     libcmark-gfm-extensions-dev cmark-gfm-core-extensions.h
site     patch                 patch
grader   libsqlite3-dev        sqlite3.h
grader   libarchive-dev        archive.h
grader   zlib1g-dev            zlib.h
grader   bubblewrap            bwrap
grader   patch                 patch
matrix   jq                    jq
matrix   patch                 patch
bundle   zip                   zip
test     libcriterion-dev      criterion/criterion.h
test     graphviz              dot
test     nginx                 nginx
test     lighttpd              lighttpd
test     webfs                 webfsd
test     perl                  prove
test     chromium              chromium
test     jq                    jq
test     parallel              parallel
test     similarity-tester     sim_c
test     unzip                 unzip
test     zip                   zip
test     libxml2-utils         xmllint
test     python3               python3
test     python3-jsonschema    python3
slurm    slurmctld             slurmctld
slurm    slurmd                slurmd
slurm    slurm-client          sbatch
slurm    munge                 munged
cross    gcc-aarch64-linux-gnu aarch64-linux-gnu-gcc
cross    libc6-dev-arm64-cross /usr/aarch64-linux-gnu/include/stdio.h
lint     clang-format-14       clang-format-14
lint     clang-tidy-14         clang-tidy-14
lint     cppcheck              cppcheck
fuzz     clang-14              clang-14
fuzz     libclang-rt-14-dev    clang-14
bench    strace                strace
'

main()
{
	list=no
	[ "${1-}" = --list ] && list=yes && shift

	if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null
	then
		debian=yes
		missing=$(missing_packages "$@")
	else
		debian=no
		missing=$(missing_probes "$@")
	fi
	missing=$(echo $missing)
	[ -n "$missing" ] || return 0
	if [ $list = yes ]; then
		echo "$missing"
		return 1
	fi

	echo "Missing packages: $missing"
	command="apt-get install --no-install-recommends $missing"
	if [ $debian = no ]; then
		echo "These are Debian's names. Please install what they stand" \
			"for here, then try again."
		return 1
	fi
	if [ "${INSTALL-}" = no ]; then
		echo "Nothing was installed (INSTALL=no). This installs them:"
		echo "    $command"
		return 1
	fi
	if [ "$(id -u)" = 0 ]; then
		sudo=
	elif command -v sudo >/dev/null; then
		sudo=sudo
	else
		echo "There is no sudo here. As root, this installs them:"
		echo "    $command"
		return 1
	fi
	install_packages $missing
}

# The packages of the sets, each once. On an Arm machine the native compiler is
# the cross compiler.
packages_of()
{
	for set; do
		echo "$table" | awk -v set="$set" '$1 == set { print $2 }'
	done | if [ "$(uname -m)" = aarch64 ]; then
		grep -v -e aarch64 -e arm64
	else
		cat
	fi | sort -u
}

missing_packages()
{
	wanted=$(packages_of "$@")
	{
		dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted \
			2>/dev/null | sed -n 's/^installed //p'
		echo "$wanted"
		echo "$wanted"
	} | sort | uniq -c | awk '$1 == 2 { print $2 }'
}

missing_probes()
{
	packages_of "$@" | while read -r package; do
		probe=$(echo "$table" |
			awk -v p="$package" '$2 == p { print $3; exit }')
		case $probe in
		/*)	test -e "$probe" ;;
		*.h)	echo "#include <$probe>" | cc -E - >/dev/null 2>&1 ;;
		*)	command -v "$probe" >/dev/null ;;
		esac || echo "$package"
	done
}

install_packages()
{
	log=build/packages/apt.log
	mkdir -p build/packages
	echo "Installing them with ${sudo:+sudo }apt-get; the log is $log"
	if ! $sudo sh "$0" --as-root "$@" >"$log" 2>&1; then
		tail -n 12 "$log"
		echo "They could not be installed. By hand, as root:"
		echo "    $command"
		return 1
	fi
	sed -n 's/^house: //p' "$log"
}

# As root from here on. Lists may be absent or old, a mirror may hiccup, and
# another apt may hold the lock for a while.
as_root()
{
	export DEBIAN_FRONTEND=noninteractive
	trap 'unhold_services' EXIT
	trap 'exit 1' HUP INT TERM
	hold_services

	for try in 1 2 3; do
		if [ $try -gt 1 ] || ! apt-cache show "$@" >/dev/null; then
			apt-get -q update
		fi
		if apt-get -q -y -o DPkg::Lock::Timeout=120 install \
			--no-install-recommends "$@"
		then
			disable_services "$@"
			return 0
		fi
		sleep $try
	done
	return 1
}

# Debian starts a server when it is installed. The tests start those that they
# need by themselves: a policy forbids it for the time of this installation.
policy=/usr/sbin/policy-rc.d
held=no
hold_services()
{
	[ -e $policy ] && return
	held=yes
	printf '#!/bin/sh\nexit 101\n' >$policy
	chmod 755 $policy
}

unhold_services()
{
	[ $held = no ] || rm -f $policy
}

# ... and a server that came for the tests does not start with the machine.
disable_services()
{
	for name; do
		[ -e "/etc/init.d/$name" ] || continue
		update-rc.d "$name" disable || true
		echo "house: $name is not started, now or at boot" \
			"(systemctl enable $name would)."
	done
}

if [ "${1-}" = --as-root ]; then
	shift
	as_root "$@"
else
	main "$@"
fi
