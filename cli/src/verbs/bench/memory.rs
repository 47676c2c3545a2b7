//! The memory of a process.

/// Most memory that this process has held at once since it began, in MiB; none where the system does not
/// tell.
pub(super) fn own_peak_mebibytes() -> Option<f64> {
    peak_mebibytes(&std::fs::read_to_string("/proc/self/status").ok()?)
}

/// The most that a process has held at once, in MiB, by its `/proc/PID/status`.
pub(super) fn peak_mebibytes(status: &str) -> Option<f64> {
    mebibytes(status, "VmHWM:")
}

/// What a process holds, in MiB, by its `/proc/PID/status`.
pub(super) fn held_mebibytes(status: &str) -> Option<f64> {
    mebibytes(status, "VmRSS:")
}

fn mebibytes(status: &str, name: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kibibytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_in_mebibytes() {
        let status = "Name:\tparcours\nVmHWM:\t    2560 kB\nVmRSS:\t 1024 kB\n";
        assert_eq!((peak_mebibytes(status), held_mebibytes(status)), (Some(2.5), Some(1.0)));
        assert_eq!(peak_mebibytes("Name:\tparcours\n"), None);
    }
}
