#!/bin/sh
# The first program of a Linux in user mode, which is nothing but a router with `tc netem`: commands come line by line on
# the console, and each is answered with how it ended. It powers off when no more can come.
#
# vec0 leads to the browsers, vec1 to the server. What leaves by either goes through one of three bands: everybody's, that
# of chosen ports, and one in which everything is lost.
set -e
trap 'echo "router: failed"; echo o > /proc/sysrq-trigger; sleep 60' EXIT
mount -t proc proc /proc
stty -echo
cd "/usr/lib/uml/modules/$(uname -r)/kernel/net/sched"
for module in sch_prio cls_u32 sch_netem; do
  insmod ./$module.ko*
done
ip link set lo up
for side in "vec0 10.77.1.1/24" "vec1 10.77.2.1/24"; do
  set -- $side
  ip address add "$2" dev "$1"
  ip link set "$1" up
  tc qdisc add dev "$1" root handle 1: prio bands 3 priomap 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
  tc qdisc add dev "$1" parent 1:1 handle 10: netem
  tc qdisc add dev "$1" parent 1:2 handle 20: netem
  tc qdisc add dev "$1" parent 1:3 handle 30: netem loss 100%
done
echo 1 > /proc/sys/net/ipv4/ip_forward
echo "router: ready"
while read -r line; do
  if sh -c "$line"; then
    echo "router: done"
  else
    echo "router: failed"
  fi
done
trap - EXIT
echo o > /proc/sysrq-trigger
sleep 60
