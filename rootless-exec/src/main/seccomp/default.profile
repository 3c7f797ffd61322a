# SPDX-License-Identifier: Apache-2.0
#
# The system calls a RUN may make: what Docker allows a container with its default capabilities.
#
#   allow NAME…                       allowed
#   allow NAME when argN OP VALUE     allowed if the argument fits: ==  <  >  or "& MASK == 0".
#                                     Several such lines for one call: any of them.
#   errno ERROR NAME…                 refused with this error
#   default ERROR                     a call that is in syscalls.tbl and not named here
#   unknown ERROR                     a call newer than syscalls.tbl, an ABI that is not in it: programs try ENOSYS
#                                     calls another way, EPERM they report
#
# Arguments are compared as 32 bits, as the kernel reads them for these calls: Docker's 64 bits let
# socket(0x100000028) through. A name that an architecture doesn't have is left out there.

default EPERM
unknown ENOSYS

# New namespaces are refused: in them a process would get back all that RUN takes away.
allow clone when arg0 & 0x7e020000 == 0
# Its flags lie in memory, where a filter can't read them; libcs then use clone.
errno ENOSYS clone3

# Not AF_ALG (38), not AF_VSOCK (40): sockets that no network namespace confines.
allow socket when arg0 < 38
allow socket when arg0 == 39
allow socket when arg0 > 40

# PER_LINUX, PER_LINUX32, UNAME26 with both, and the query.
allow personality when arg0 == 0x0
allow personality when arg0 == 0x8
allow personality when arg0 == 0x20000
allow personality when arg0 == 0x20008
allow personality when arg0 == 0xffffffff

# With CAP_SYS_CHROOT, which RUN has.
allow chroot

# Of one's own processes: since Linux 4.8 a tracer can't get past the filter.
allow process_vm_readv process_vm_writev ptrace

allow arch_prctl modify_ldt

allow accept accept4 access adjtimex alarm bind brk cachestat capget capset chdir chmod chown chown32 clock_adjtime
allow clock_adjtime64 clock_getres clock_getres_time64 clock_gettime clock_gettime64 clock_nanosleep
allow clock_nanosleep_time64 close close_range connect copy_file_range creat dup dup2 dup3 epoll_create
allow epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2
allow execve execveat exit exit_group faccessat faccessat2 fadvise64 fadvise64_64 fallocate fanotify_mark fchdir
allow fchmod fchmodat fchmodat2 fchown fchown32 fchownat fcntl fcntl64 fdatasync fgetxattr flistxattr flock fork
allow fremovexattr fsetxattr fstat fstat64 fstatat64 fstatfs fstatfs64 fsync ftruncate ftruncate64 futex
allow futex_requeue futex_time64 futex_wait futex_waitv futex_wake futimesat getcpu getcwd getdents getdents64
allow getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups getgroups32 getitimer getpeername getpgid
allow getpgrp getpid getppid getpriority getrandom getresgid getresgid32 getresuid getresuid32 getrlimit
allow get_robust_list getrusage getsid getsockname getsockopt get_thread_area gettid gettimeofday getuid getuid32
allow getxattr getxattrat inotify_add_watch inotify_init inotify_init1 inotify_rm_watch io_cancel ioctl io_destroy
allow io_getevents io_pgetevents io_pgetevents_time64 ioprio_get ioprio_set io_setup io_submit ipc kill
allow landlock_add_rule landlock_create_ruleset landlock_restrict_self lchown lchown32 lgetxattr link linkat listen
allow listmount listxattr listxattrat llistxattr _llseek lremovexattr lseek lsetxattr lstat lstat64 madvise
allow map_shadow_stack membarrier memfd_create memfd_secret mincore mkdir mkdirat mknod mknodat mlock mlock2
allow mlockall mmap mmap2 mprotect mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64
allow mq_timedsend mq_timedsend_time64 mq_unlink mremap mseal msgctl msgget msgrcv msgsnd msync munlock munlockall
allow munmap name_to_handle_at nanosleep newfstatat _newselect open openat openat2 pause pidfd_open
allow pidfd_send_signal pipe pipe2 pkey_alloc pkey_free pkey_mprotect poll ppoll ppoll_time64 prctl pread64 preadv
allow preadv2 prlimit64 process_mrelease pselect6 pselect6_time64 pwrite64 pwritev pwritev2 read readahead readlink
allow readlinkat readv recvfrom recvmmsg recvmmsg_time64 recvmsg remap_file_pages removexattr removexattrat rename
allow renameat renameat2 restart_syscall rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo
allow rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo sched_getaffinity
allow sched_getattr sched_getparam sched_get_priority_max sched_get_priority_min sched_getscheduler
allow sched_rr_get_interval sched_rr_get_interval_time64 sched_setaffinity sched_setattr sched_setparam
allow sched_setscheduler sched_yield seccomp select semctl semget semop semtimedop semtimedop_time64 sendfile
allow sendfile64 sendmmsg sendmsg sendto setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32 setgroups
allow setgroups32 setitimer setpgid setpriority setregid setregid32 setresgid setresgid32 setresuid setresuid32
allow setreuid setreuid32 setrlimit set_robust_list setsid setsockopt set_thread_area set_tid_address setuid
allow setuid32 setxattr setxattrat shmat shmctl shmdt shmget shutdown sigaltstack signalfd signalfd4 sigprocmask
allow sigreturn socketcall socketpair splice stat stat64 statfs statfs64 statmount statx symlink symlinkat sync
allow sync_file_range syncfs sysinfo tee tgkill time timer_create timer_delete timer_getoverrun timer_gettime
allow timer_gettime64 timer_settime timer_settime64 timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime
allow timerfd_settime64 times tkill truncate truncate64 ugetrlimit umask uname unlink unlinkat uretprobe utime
allow utimensat utimensat_time64 utimes vfork vmsplice wait4 waitid waitpid write writev
