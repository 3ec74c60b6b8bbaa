//! All paths that lead to an object, followed upwards until each ends at something that is what it is
//! by itself.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::budget::Work;
use crate::pdf::{Object, PdfError};

use super::graph::{Paths, Step, paths};
use super::pairs::Delta;
use super::record::Stop;
use super::roles::{Role, Uses, join};

/// Most roles that one object is given. Whatever has more is refused as what nobody can follow.
const MOST: usize = 512;

/// One object refers to another.
struct Link {
    to: u32,
    paths: Rc<Paths>,
    /// Whether the referrer is what it is by itself, so that only what it is used as besides is
    /// handed on.
    typed: bool,
}

/// The links from each referrer; the roles that each object was found to have.
#[derive(Default)]
struct Web {
    links: HashMap<u32, Vec<Link>>,
    found: HashMap<u32, Vec<(Role, String)>>,
    fresh: Vec<(u32, Role, String)>,
    /// How often each referrer was asked for the way to something.
    asked: HashMap<u32, usize>,
    /// All ways from those that were asked often.
    ways: HashMap<u32, HashMap<u32, Rc<Paths>>>,
}

impl Web {
    fn give(&mut self, number: u32, role: Role, path: String) {
        let roles = self.found.entry(number).or_default();
        if roles.len() > MOST || roles.iter().any(|(known, _)| *known == role) {
            return;
        }
        let (role, path) = match roles.len() {
            MOST => (Role::Other("…".to_owned(), false), "…".to_owned()),
            _ => (role, path),
        };
        roles.push((role.clone(), path.clone()));
        self.fresh.push((number, role, path));
    }
}

impl Delta<'_, '_, '_> {
    /// Every role that object `number` plays in the new document; none where nothing leads to it.
    ///
    /// Objects may refer to each other in circles. The roles of all that lie on the way are worked
    /// out together, until none gains another, so that no answer depends on where one began.
    pub(super) fn uses(&mut self, number: u32) -> Result<Uses, Stop> {
        if let Some(known) = self.uses.get(&number) {
            return Ok(Rc::clone(known));
        }
        let mut web = Web::default();
        self.gather(number, &mut web)?;
        while let Some((from, role, name)) = web.fresh.pop() {
            let links = web.links.remove(&from).unwrap_or_default();
            for link in links.iter().filter(|link| !link.typed || role.is_odd()) {
                self.hand_on(&mut web, link.to, (role.clone(), &name), &link.paths, from)?;
            }
            web.links.insert(from, links);
        }
        for (number, roles) in web.found {
            self.uses.entry(number).or_insert_with(|| Rc::new(roles));
        }
        Ok(Rc::clone(self.uses.entry(number).or_default()))
    }

    /// Finds all that leads to `number`, and gives those their roles that have them by themselves.
    fn gather(&mut self, number: u32, web: &mut Web) -> Result<(), Stop> {
        let mut seen = HashSet::from([number]);
        let mut waiting = vec![number];
        while let Some(target) = waiting.pop() {
            web.found.entry(target).or_default();
            for referrer in self.base.graph.referrers(target) {
                self.base.budget.spend(Work::Compared, 1)?;
                if referrer != target && self.link(referrer, target, web)? && seen.insert(referrer)
                {
                    waiting.push(referrer);
                }
            }
        }
        Ok(())
    }

    /// Notes that `referrer` refers to `target`, where it still does; returns whether what leads to
    /// it has to be found as well.
    fn link(&mut self, referrer: u32, target: u32, web: &mut Web) -> Result<bool, Stop> {
        let object = match self.new_object(referrer) {
            Ok(object) => object,
            Err(PdfError::Limit(limit)) => return Err(limit.into()),
            // nobody knows what it is, but readers that repair may show it
            Err(_) => {
                let path = format!("object {referrer}, which cannot be read");
                web.give(target, Role::PageContent(None), path);
                return Ok(false);
            }
        };
        let Some(to) = self.way(referrer, &object, target, web)? else { return Ok(false) };
        let own = self.own_role(referrer, &object);
        if let Some((role, name)) = &own {
            self.hand_on(web, target, (role.clone(), name), &to, referrer)?;
            if is_end(role) || is_way_back(role, &to) {
                return Ok(false);
            }
        }
        let typed = own.is_some();
        if let Some(known) = self.uses.get(&referrer).map(Rc::clone) {
            for (role, name) in known.iter().filter(|(role, _)| !typed || role.is_odd()) {
                self.hand_on(web, target, (role.clone(), name), &to, referrer)?;
            }
            return Ok(false);
        }
        web.links.entry(referrer).or_default().push(Link { to: target, paths: to, typed });
        Ok(true)
    }

    /// Where in `object` it refers to `target`. An object that many lie below is looked through once.
    fn way(
        &self,
        referrer: u32,
        object: &Object,
        target: u32,
        web: &mut Web,
    ) -> Result<Option<Rc<Paths>>, Stop> {
        const OFTEN: usize = 4;
        if let Some(ways) = web.ways.get(&referrer) {
            return Ok(ways.get(&target).map(Rc::clone));
        }
        let asked = web.asked.entry(referrer).or_default();
        *asked += 1;
        let wanted = (*asked < OFTEN).then_some(target);
        let found = paths(object, wanted);
        let steps = found.values().flatten().map(|path| 1 + path.len() as u64);
        self.base.budget.spend(Work::Compared, steps.sum())?;
        let found: HashMap<u32, Rc<Paths>> =
            found.into_iter().map(|(target, paths)| (target, Rc::new(paths))).collect();
        let to = found.get(&target).map(Rc::clone);
        if wanted.is_none() {
            web.ways.insert(referrer, found);
        }
        Ok(to)
    }

    /// Gives `to` the roles that a referrer's role gives it along these paths.
    fn hand_on(
        &self,
        web: &mut Web,
        to: u32,
        (role, name): (Role, &str),
        paths: &Paths,
        holder: u32,
    ) -> Result<(), Stop> {
        for path in paths {
            self.base.budget.spend(Work::Compared, 1 + path.len() as u64)?;
            let start = (role.clone(), name.to_owned());
            let end = path.iter().fold(start, |(role, name), step| {
                (self.advance(role, step, holder), join(&name, step))
            });
            web.give(to, end.0, end.1);
        }
        Ok(())
    }
}

/// Whether whatever lies below is refused or judged the same, whatever else the object is used as.
fn is_end(role: &Role) -> bool {
    matches!(
        role,
        Role::Trailer
            | Role::PageContent(_)
            | Role::PageTree
            | Role::StructurePart
            | Role::StructureRoot
    )
}

/// Whether a field merely names the one above it. No dictionary that a page uses has a `/Parent` whose
/// entries a field may change, and thousands may name one.
fn is_way_back(role: &Role, paths: &Paths) -> bool {
    let back = |path: &Vec<Step>| matches!(path.as_slice(), [Step::Key(key)] if key == "Parent");
    *role == Role::Field && paths.iter().all(back)
}
