#!/bin/sh
# SPDX-License-Identifier: MIT
#
# slurm.sh: four shards as a Slurm array, on a cluster of one machine that is
# set up for this and taken down again (slurmctld, slurmd and munge, as root),
# merged; the grades have to be those of one run. With the packages slurmctld,
# slurmd, slurm-client and munge; nothing outside a temporary directory is
# changed.

set -eu
[ "$(id -u)" = 0 ] || { echo "slurm.sh: needs root"; exit 77; }
PATH=$PATH:/usr/sbin
cd "$(dirname "$0")/../.."
kit=$PWD
place=$(mktemp -d)
chmod 755 "$place"
pids=

finish()
{
	status=$?
	[ $status = 0 ] || tail -n 5 "$place"/*.log
	for pid in $pids; do
		kill "$pid" 2>/dev/null || true
	done
	wait
	rm -rf "$place"
	exit $status
}
trap finish EXIT

# Ports that nobody listens on now; another try may find others.
port()
{
	/usr/bin/python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

cluster_start()
{
	mkdir -m 700 "$place/munge" "$place/state" "$place/spool"
	dd if=/dev/urandom of="$place/munge/key" bs=128 count=1 2>/dev/null
	chmod 400 "$place/munge/key"
	chmod 711 "$place/munge"
	munged --foreground --force --key-file="$place/munge/key" \
		--socket="$place/munge/socket" --pid-file="$place/munge/pid" \
		--seed-file="$place/munge/seed" \
		--log-file="$place/munge.log" >"$place/munged.log" 2>&1 &
	pids="$pids $!"
	cat >"$place/slurm.conf" <<EOF
ClusterName=wouldblock
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$(port)
SlurmdPort=$(port)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$place/munge/socket
CredType=cred/munge
StateSaveLocation=$place/state
SlurmdSpoolDir=$place/spool
SlurmctldPidFile=$place/slurmctld.pid
SlurmdPidFile=$place/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
EOF
	export SLURM_CONF=$place/slurm.conf
	until [ -S "$place/munge/socket" ]; do
		again
	done
	slurmctld -D >"$place/slurmctld.log" 2>&1 &
	pids="$pids $!"
	slurmd -D >"$place/slurmd.log" 2>&1 &
	pids="$pids $!"
	until sinfo -h -o %t 2>/dev/null | grep -q idle; do
		again
	done
}

# Another look, as often as it takes daemons to start, and not for ever.
tries=0
again()
{
	tries=$((tries + 1))
	[ $tries -lt 10000 ] || { echo "slurm.sh: no cluster"; exit 1; }
}

sh grader/sample/make.sh "$place/class"
cluster_start
cd "$place"
# the recipe of the README; sbatch --wait ends when the whole array has
cat >shard.sh <<EOF
#!/bin/sh
#SBATCH --array=1-4 --ntasks=1 --cpus-per-task=1 --output=shard-%a.log
exec $kit/build/grader grade --submissions class \\
	--out shards/\$SLURM_ARRAY_TASK_ID --shard \$SLURM_ARRAY_TASK_ID/4 \\
	--jobs 1 --lesson 01 --lesson 03
EOF
sbatch --wait shard.sh
"$kit/build/grader" merge --out merged shards/*
"$kit/build/grader" grade --submissions class --out once --lesson 01 --lesson 03
cmp merged/grades.csv once/grades.csv
cmp merged/index.html once/index.html
diff -r merged/feedback once/feedback
echo "slurm.sh: an array of four shards, merged, gave the grades of one run"
