//! Where on the pages a seal or a signature shows: shared by `seal apply` and `sign`.

use clap::{Args, ValueEnum};
use sidian::pades::{Corner, Pages, Placement, mm, page_count};
use sidian_render::text::{Found, Occurrence, find};

use crate::failure::Failure;
use crate::locale::text;

/// Where it shows.
#[derive(Args)]
pub(crate) struct PlaceArgs {
    /// The pages: 3, 2-5, all or last (default: last; with --straddle: all)
    #[arg(long, value_name = "PAGES")]
    pub(crate) page: Option<String>,

    /// Millimetres from the two sides of a corner (default 20,20), or of the centre
    #[arg(long, value_name = "X,Y", conflicts_with = "keyword")]
    pub(crate) at: Option<String>,

    /// Which corner --at counts from (default: bottom-right); centre: its centre, from the bottom left
    #[arg(long, value_name = "CORNER")]
    from: Option<From>,

    /// Over this text, Chinese or Latin
    #[arg(long, value_name = "TEXT")]
    pub(crate) keyword: Option<String>,

    /// Over which of its occurrences: a number, or all (default: 1)
    #[arg(long, value_name = "N|all", requires = "keyword")]
    nth: Option<String>,

    /// Moved so far from the text, in millimetres to the right and up
    #[arg(long, value_name = "X,Y", requires = "keyword", allow_hyphen_values = true)]
    offset: Option<String>,
}

/// What `--from` names.
#[derive(Clone, Copy, ValueEnum)]
enum From {
    /// Bottom left.
    BottomLeft,
    /// Bottom right.
    BottomRight,
    /// Top left.
    TopLeft,
    /// Top right.
    TopRight,
    /// The centre, counted from the bottom left.
    Centre,
}

impl PlaceArgs {
    /// Whether a place was asked for.
    pub(crate) fn is_given(&self) -> bool {
        self.page.is_some() || self.at.is_some() || self.from.is_some() || self.keyword.is_some()
    }

    /// The place on the pages of `pdf`; in the rectangle of the empty field `field` where that is
    /// all that was said.
    pub(crate) fn placement(&self, field: Option<&str>, pdf: &[u8]) -> Result<Placement, Failure> {
        if let Some(keyword) = &self.keyword {
            return self.over(keyword, pdf);
        }
        if field.is_some() && !self.is_given() {
            return Ok(Placement::in_field());
        }
        let pages = self.pages("last", pdf)?;
        let [x, y] = pair("--at", self.at.as_deref().unwrap_or("20,20"))?;
        let corner = match self.from {
            Some(From::Centre) => return Ok(Placement::centred(pages, x, y)),
            Some(From::BottomLeft) => Corner::BottomLeft,
            Some(From::TopLeft) => Corner::TopLeft,
            Some(From::TopRight) => Corner::TopRight,
            None | Some(From::BottomRight) => Corner::BottomRight,
        };
        Ok(Placement::corner(pages, corner, x, y))
    }

    /// The pages that were asked for, else those that `usual` names: `3`, `2-5`, `all` or `last`.
    pub(crate) fn pages(&self, usual: &str, pdf: &[u8]) -> Result<Pages, Failure> {
        let number = |text: &str| text.parse::<usize>().map_err(|_| wrong("--page", text));
        match self.page.as_deref().unwrap_or(usual) {
            "all" => Ok(Pages::All),
            // what cannot be read is refused with its reason when the signature is placed
            "last" => Ok(Pages::from(page_count(pdf).unwrap_or(1))),
            text => match text.split_once('-') {
                Some((first, last)) => Ok(Pages::from(number(first)?..=number(last)?)),
                None => Ok(Pages::from(number(text)?)),
            },
        }
    }

    fn over(&self, keyword: &str, pdf: &[u8]) -> Result<Placement, Failure> {
        let which = match self.nth.as_deref() {
            None => Occurrence::Nth(1),
            Some("all") => Occurrence::Every,
            Some(n) => Occurrence::Nth(n.parse().map_err(|_| wrong("--nth", n))?),
        };
        let offset = self.offset.as_deref();
        let offset = offset.map_or(Ok([0.0; 2]), |offset| pair("--offset", offset))?;
        let found = find(pdf, keyword, which).map_err(|e| {
            Failure::new(
                text!("无法读取文件的文字（{e}）", "the text of the file cannot be read ({e})"),
                text!("请改用 --page 和 --at", "use --page and --at"),
            )
        })?;
        let place = |found: &Found| Placement::over(found.page, found.rect, offset);
        found.iter().map(place).reduce(Placement::and).ok_or_else(|| {
            Failure::new(
                text!("文件中没有“{keyword}”", "the text “{keyword}” is not in the file"),
                text!("请核对 --keyword 和 --nth", "check --keyword and --nth"),
            )
        })
    }
}

/// Two lengths in millimetres, as points.
fn pair(option: &str, text: &str) -> Result<[f64; 2], Failure> {
    let (x, y) = text.split_once(',').ok_or_else(|| wrong(option, text))?;
    let number = |part: &str| match part.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(mm(number)),
        _ => Err(wrong(option, text)),
    };
    Ok([number(x)?, number(y)?])
}

fn wrong(option: &str, value: &str) -> Failure {
    Failure::new(
        text!("{option} 的值“{value}”有误", "“{value}” is no value for {option}"),
        text!(
            "长度以毫米计，形如 20,30；页码形如 3、2-5、all",
            "lengths are millimetres such as 20,30; pages 3, 2-5, all or last"
        ),
    )
}
