//! Which square of a picture is cut out: pure arithmetic, in the picture's own pixels.
//!
//! *Invariants*: the square is never larger than the picture and never reaches beyond it, whatever is asked for.

/// How much of the crop area the circle, and so the square around it, takes.
const CIRCLE: f64 = 0.86;
/// How much smaller the square becomes from no zoom to full zoom.
const CLOSEST: f64 = 4.0;
/// Full zoom.
const ZOOM: f64 = 100.0;

/// A picture, how it is turned, and the square in it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Frame {
    /// Width and height as the file has them.
    width: f64,
    height: f64,
    /// Quarter turns to the left.
    turns: u8,
    zoom: f64,
    /// The middle of the square, from the middle of the turned picture.
    x: f64,
    y: f64,
}

/// How a picture is put on a square canvas: around the canvas's middle, in this order from the last to the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placement {
    /// Canvas pixels for a pixel of the picture.
    pub(super) scale: f64,
    /// From the middle of the square to that of the turned picture, in pixels of the picture.
    pub(super) shift: (f64, f64),
    /// By how much it is turned, clockwise, in radians.
    pub(super) angle: f64,
}

impl Frame {
    /// The largest square in the middle.
    pub(super) fn new(width: u32, height: u32) -> Self {
        Self {
            width: width.into(),
            height: height.into(),
            ..Self::default()
        }
    }

    /// From 0 to 100.
    pub(super) fn zoom(self) -> f64 {
        self.zoom
    }

    /// The side of the square.
    fn side(self) -> f64 {
        let closer = 1.0 + (CLOSEST - 1.0) * self.zoom / ZOOM;
        self.width.min(self.height) / closer
    }

    /// Closer or farther, with the same middle where that is possible.
    #[must_use]
    pub(super) fn zoomed(mut self, zoom: f64) -> Self {
        self.zoom = if zoom.is_finite() {
            zoom.clamp(0.0, ZOOM)
        } else {
            0.0
        };
        self.within()
    }

    /// The picture is moved under the circle by parts of the crop area's side.
    #[must_use]
    pub(super) fn moved(mut self, right: f64, down: f64) -> Self {
        let area = self.side() / CIRCLE;
        self.x -= right * area;
        self.y -= down * area;
        self.within()
    }

    /// A quarter to the left, with the same middle.
    #[must_use]
    pub(super) fn turned_left(mut self) -> Self {
        self.turns = (self.turns + 1) % 4;
        (self.x, self.y) = (self.y, -self.x);
        self.within()
    }

    fn within(mut self) -> Self {
        let (width, height) = if self.turns.is_multiple_of(2) {
            (self.width, self.height)
        } else {
            (self.height, self.width)
        };
        let side = self.side();
        let most = |length: f64| ((length - side) / 2.0).max(0.0);
        self.x = self.x.clamp(-most(width), most(width));
        self.y = self.y.clamp(-most(height), most(height));
        self
    }

    /// On a canvas that shows the whole crop area.
    pub(super) fn on_area(self, canvas: f64) -> Placement {
        self.placed(canvas * CIRCLE)
    }

    /// On a canvas that shows the square alone.
    pub(super) fn cut_out(self, canvas: f64) -> Placement {
        self.placed(canvas)
    }

    fn placed(self, square: f64) -> Placement {
        let side = self.side();
        Placement {
            scale: if side > 0.0 { square / side } else { 0.0 },
            shift: (-self.x, -self.y),
            angle: -f64::from(self.turns) * std::f64::consts::FRAC_PI_2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-6
    }

    /// Left, top, right and bottom of the square in the turned picture.
    fn edges(frame: Frame) -> [f64; 4] {
        let (width, height) = if frame.turns.is_multiple_of(2) {
            (frame.width, frame.height)
        } else {
            (frame.height, frame.width)
        };
        let half = frame.side() / 2.0;
        let (x, y) = (frame.x + width / 2.0, frame.y + height / 2.0);
        [x - half, y - half, width - x - half, height - y - half]
    }

    #[test]
    fn at_first_it_is_the_largest_square_in_the_middle() {
        let frame = Frame::new(400, 200);
        let expected = [100.0, 0.0, 100.0, 0.0];
        assert!(
            edges(frame)
                .iter()
                .zip(expected)
                .all(|(one, other)| near(*one, other))
        );
        assert!(near(frame.cut_out(512.0).scale, 2.56));
        assert!(near(frame.on_area(100.0).scale, 0.43));
    }

    #[test]
    fn a_hundredth_of_the_area_is_a_hundredth_of_the_area() {
        let frame = Frame::new(4000, 860).zoomed(0.0);
        let moved = frame.moved(0.01, 0.0);
        assert!(near(moved.x, -10.0));
        assert!(near(moved.moved(-0.1, 0.0).x, 90.0));
        let closer = frame.zoomed(100.0).moved(0.0, 0.01);
        assert!(near(closer.y, -2.5));
    }

    #[test]
    fn it_stops_at_the_edge() {
        let frame = Frame::new(400, 200).moved(9.0, 9.0);
        assert!(near(edges(frame)[0], 0.0) && near(edges(frame)[1], 0.0));
        let frame = frame.zoomed(100.0).moved(-99.0, -99.0);
        assert!(near(edges(frame)[2], 0.0) && near(edges(frame)[3], 0.0));
        let frame = frame.zoomed(0.0);
        assert!(
            near(edges(frame)[2], 0.0),
            "farther from there, it is still within"
        );
    }

    #[test]
    fn four_turns_are_none_and_the_middle_stays_the_middle() {
        let frame = Frame::new(400, 200).zoomed(50.0).moved(0.3, -0.1);
        let turned = frame.turned_left();
        assert!(near(turned.x, frame.y) && near(turned.y, -frame.x));
        assert!(near(
            turned.cut_out(1.0).angle,
            -std::f64::consts::FRAC_PI_2
        ));
        let around = turned.turned_left().turned_left().turned_left();
        assert_eq!(around, frame);
    }

    /// From -2 to 2.
    fn part(number: u32) -> f64 {
        f64::from(number) / 16_384.0 - 2.0
    }

    #[test]
    fn it_never_reaches_beyond_the_picture() {
        // A walk that visits every corner of what people can do.
        let mut number = 1_u32;
        let mut next = move || {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            number >> 16
        };
        for (width, height) in [(1, 1), (3, 2000), (4000, 3000), (12_000, 1)] {
            let mut frame = Frame::new(width, height);
            for _ in 0..2000 {
                frame = match next() % 3 {
                    0 => frame.zoomed(f64::from(next() % 140) - 20.0),
                    1 => frame.moved(part(next()), part(next())),
                    _ => frame.turned_left(),
                };
                assert!(edges(frame).iter().all(|edge| *edge > -1e-6), "{frame:?}");
                assert!(frame.side() > 0.0 && frame.side() <= f64::from(width.min(height)));
            }
        }
    }

    #[test]
    fn nonsense_is_no_zoom() {
        for zoom in [f64::NAN, f64::INFINITY, -1.0] {
            assert!(near(Frame::new(2, 2).zoomed(zoom).zoom(), 0.0));
        }
        assert!(near(Frame::default().cut_out(512.0).scale, 0.0));
    }
}
