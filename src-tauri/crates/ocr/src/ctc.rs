//! From the model's answer to characters: the likeliest class of every step, repeats and blanks dropped (Graves et al.,
//! Connectionist Temporal Classification, 2006, best path decoding), each with its place and confidence.

/// A character read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Letter {
    /// Index into the alphabet.
    pub(crate) class: usize,
    /// Where its middle lies, in steps from the left edge.
    pub(crate) step: f32,
    /// How sure the model is, from 0 to 1.
    pub(crate) confidence: f32,
    /// How likely a space was where none was read between the character before and this one, from 0 to 1.
    pub(crate) space: f32,
}

/// The characters that the model tells apart; class 0 is none of them.
pub(crate) struct Alphabet {
    characters: Vec<String>,
}

impl Alphabet {
    /// One character a line; the class after the last is the space.
    pub(crate) fn new(lines: &str) -> Option<Alphabet> {
        let mut characters = vec![String::new()];
        characters.extend(lines.trim_end_matches('\n').split('\n').map(|line| line.trim_end_matches('\r').to_owned()));
        characters.push(" ".to_owned());
        (characters.len() > 3).then_some(Alphabet { characters })
    }

    pub(crate) fn len(&self) -> usize {
        self.characters.len()
    }

    pub(crate) fn text(&self, class: usize) -> &str {
        self.characters.get(class).map_or("", String::as_str)
    }
}

/// Reads likelihoods, `n_classes` a step, of which the last class is the space.
pub(crate) fn decode(likely: &[f32], n_classes: usize) -> Vec<Letter> {
    let steps = || likely.chunks_exact(n_classes.max(1));
    let best: Vec<(usize, f32)> = steps().map(likeliest).collect();
    let mut spaces = steps().map(|step| step.last().copied().unwrap_or(0.0));
    let mut letters = Vec::new();
    let mut step = 0;
    let mut space = 0.0f32;
    for stretch in best.chunk_by(|a, b| a.0 == b.0) {
        let start = step;
        step += stretch.len();
        let space_here = spaces.by_ref().take(stretch.len()).fold(0.0, f32::max);
        let Some((class, _)) = stretch.first() else { continue };
        if *class == 0 {
            space = space.max(space_here);
            continue;
        }
        let space = std::mem::take(&mut space).clamp(0.0, 1.0);
        // The middle of its steps, each weighed by how likely the character is there.
        let weight: f32 = stretch.iter().map(|(_, likely)| likely).sum();
        let moment: f32 = stretch.iter().enumerate().map(|(idx, (_, likely))| (idx as f32 + 0.5) * likely).sum();
        let confidence = stretch.iter().map(|(_, likely)| *likely).fold(0.0, f32::max);
        let middle = if weight > 0.0 { moment / weight } else { stretch.len() as f32 / 2.0 };
        let confidence = confidence.clamp(0.0, 1.0);
        letters.push(Letter { class: *class, step: start as f32 + middle, confidence, space });
    }
    letters
}

/// The likeliest class of one step. Lanes let the compiler compare many classes at once: there are thousands.
fn likeliest(step: &[f32]) -> (usize, f32) {
    const LANES: usize = 16;
    let mut lanes = [f32::MIN; LANES];
    let chunks = step.chunks_exact(LANES);
    let rest = chunks.remainder().iter().fold(f32::MIN, |most, value| if *value > most { *value } else { most });
    for chunk in chunks {
        for (most, value) in lanes.iter_mut().zip(chunk) {
            *most = if *value > *most { *value } else { *most };
        }
    }
    let most = lanes.iter().fold(rest, |most, value| most.max(*value));
    (step.iter().position(|value| *value == most).unwrap_or(0), most)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const ALPHABET: &str = "a\nb\n深\n";

    /// The text and places read off steps given as (class, likelihood).
    fn read(steps: &[(usize, f32)]) -> (String, Vec<f32>, Vec<f32>) {
        let alphabet = Alphabet::new(ALPHABET).unwrap();
        let mut likely = vec![0.001; steps.len() * alphabet.len()];
        for (idx, (class, value)) in steps.iter().enumerate() {
            likely[idx * alphabet.len() + class] = *value;
        }
        let letters = decode(&likely, alphabet.len());
        let text = letters.iter().map(|letter| alphabet.text(letter.class)).collect();
        (text, letters.iter().map(|l| l.step).collect(), letters.iter().map(|l| l.confidence).collect())
    }

    #[test]
    fn repeats_and_blanks_are_dropped() {
        let check = |steps: &[(usize, f32)], text: &str, places: &[f32]| {
            let (found, at, _) = read(steps);
            assert_eq!((found.as_str(), at.as_slice()), (text, places), "{steps:?}");
        };
        check(&[], "", &[]);
        check(&[(0, 0.9), (0, 0.9)], "", &[]);
        check(&[(1, 0.8), (1, 0.8), (0, 0.9), (1, 0.8)], "aa", &[1.0, 3.5]);
        check(&[(3, 0.8), (4, 0.8), (2, 0.8)], "深 b", &[0.5, 1.5, 2.5]);
    }

    #[test]
    fn the_likelier_step_draws_the_middle() {
        let (_, at, confidence) = read(&[(0, 0.9), (1, 0.3), (1, 0.9)]);
        assert!((at[0] - 2.25).abs() < 1e-5);
        assert_eq!(confidence, [0.9]);
    }

    #[test]
    fn a_space_that_nearly_was_read_is_told() {
        let n_classes = Alphabet::new(ALPHABET).unwrap().len();
        let space = n_classes - 1;
        let mut likely = vec![0.001; 8 * n_classes];
        for (step, class, value) in [(0, 1, 0.9), (1, 0, 0.8), (2, 0, 0.7), (3, 2, 0.9), (4, 0, 0.9), (5, 1, 0.9)] {
            likely[step * n_classes + class] = value;
        }
        likely[n_classes + space] = 0.1;
        likely[2 * n_classes + space] = 0.25;
        // One that was read is a character of its own.
        likely[6 * n_classes + space] = 0.9;
        likely[7 * n_classes + 3] = 0.9;
        let letters = decode(&likely, n_classes);
        assert_eq!(letters.iter().map(|letter| letter.class).collect::<Vec<_>>(), [1, 2, 1, space, 3]);
        let spaces: Vec<f32> = letters.iter().map(|letter| letter.space).collect();
        assert_eq!(spaces, [0.0, 0.25, 0.001, 0.0, 0.0]);
    }

    #[test]
    fn odd_answers_do_no_harm() {
        assert!(Alphabet::new("").is_none());
        assert!(decode(&[], 0).is_empty());
        decode(&[f32::NAN; 40], 5);
        decode(&[f32::INFINITY, 0.0, f32::NEG_INFINITY], 3);
        assert_eq!(decode(&[0.0, 1.0], 3), []);
    }
}
