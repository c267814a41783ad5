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

/// How much the person wants to receive through the media router.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reception {
    /// How sharp others are to be.
    pub quality: ReceptionQuality,
    /// Small pictures, and few of them.
    pub saves_data: bool,
}
