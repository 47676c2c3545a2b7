//! The memory of this process.

/// Most memory that this process has held at once since it began, in MiB; none where the system does not
/// tell.
pub(super) fn peak_mebibytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    peak(&status)
}

fn peak(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes / 1024.0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_peak_is_read_in_mebibytes() {
        assert_eq!(super::peak("Name:\tparcours\nVmHWM:\t    2560 kB\nVmRSS:\t 1 kB\n"), Some(2.5));
        assert_eq!(super::peak("Name:\tparcours\n"), None);
    }
}
