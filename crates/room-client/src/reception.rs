//! How much the person wants to receive.

/// How sharp others are to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReceptionQuality {
    /// As sharp as their tiles are large.
    #[default]
    Automatic,
    /// Sharper than their tiles need.
    High,
    /// At most 360 lines.
    Standard,
    /// No pictures.
    AudioOnly,
}

/// How much the person wants to receive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reception {
    /// How sharp others are to be.
    pub quality: ReceptionQuality,
    /// Small pictures, and few of them.
    pub saves_data: bool,
}

impl Reception {
    /// Whether it is less than somebody else may send: only the media router can leave something out.
    pub(crate) fn is_limited(self) -> bool {
        let limits = [ReceptionQuality::Standard, ReceptionQuality::AudioOnly];
        self.saves_data || limits.contains(&self.quality)
    }
}
