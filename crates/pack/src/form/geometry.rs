//! GeoJSON geometries (RFC 7946): whether a text is one that maps can draw.

use std::fmt;

use serde_json::Value;

/// Most bytes of one geometry: the border of a province, in metres.
pub const GEOMETRY_BYTES_MAX: usize = 256 << 10;

/// Geometries in a collection within a collection: nobody needs more, and a hostile text ends.
const COLLECTIONS_MAX: usize = 4;

/// Why a text is no geometry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeometryProblem {
    /// It has more than [`GEOMETRY_BYTES_MAX`] bytes.
    TooLong,
    /// It is not JSON.
    NotJson,
    /// It is none of the seven kinds of geometry.
    Kind,
    /// A position is not longitude and latitude in degrees.
    Position,
    /// Positions do not stand in lists as the kind needs them, or are too few.
    Shape,
    /// The ring of a surface does not end where it began.
    Open,
}

impl fmt::Display for GeometryProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            GeometryProblem::TooLong => "is a geometry of more than 256 KiB: simplify it",
            GeometryProblem::NotJson => "should hold a GeoJSON geometry, and is not JSON",
            GeometryProblem::Kind => {
                "should hold a GeoJSON geometry: Point, LineString, Polygon, their Multi kinds, or \
                 GeometryCollection"
            }
            GeometryProblem::Position => {
                "has a position that is not [longitude, latitude] in degrees"
            }
            GeometryProblem::Shape => "has positions that do not fit the kind of geometry",
            GeometryProblem::Open => "has a ring that does not end where it begins",
        })
    }
}

/// Whether a text is a geometry.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check_geometry(text: &str) -> Result<(), GeometryProblem> {
    if text.len() > GEOMETRY_BYTES_MAX {
        return Err(GeometryProblem::TooLong);
    }
    // The parser bounds how deep lists may nest, so no text exhausts the stack.
    let json: Value = serde_json::from_str(text).map_err(|_| GeometryProblem::NotJson)?;
    geometry(&json, 0)
}

fn geometry(json: &Value, depth: usize) -> Result<(), GeometryProblem> {
    let kind = json.get("type").and_then(Value::as_str);
    let kind = kind.ok_or(GeometryProblem::Kind)?;
    if kind == "GeometryCollection" {
        let all = json.get("geometries").and_then(Value::as_array);
        let all = all.filter(|_| depth < COLLECTIONS_MAX);
        let mut all = all.ok_or(GeometryProblem::Shape)?.iter();
        return all.try_for_each(|one| geometry(one, depth + 1));
    }
    let coordinates = json.get("coordinates").ok_or(GeometryProblem::Shape)?;
    match kind {
        "Point" => position(coordinates),
        "MultiPoint" => each(coordinates, 1, position),
        "LineString" => line(coordinates),
        "MultiLineString" => each(coordinates, 1, line),
        "Polygon" => surface(coordinates),
        "MultiPolygon" => each(coordinates, 1, surface),
        _ => Err(GeometryProblem::Kind),
    }
}

fn each(
    list: &Value,
    least: usize,
    one: fn(&Value) -> Result<(), GeometryProblem>,
) -> Result<(), GeometryProblem> {
    let items = list.as_array().filter(|items| items.len() >= least);
    items
        .ok_or(GeometryProblem::Shape)?
        .iter()
        .try_for_each(one)
}

fn line(list: &Value) -> Result<(), GeometryProblem> {
    each(list, 2, position)
}

fn surface(list: &Value) -> Result<(), GeometryProblem> {
    each(list, 1, ring)
}

fn ring(list: &Value) -> Result<(), GeometryProblem> {
    each(list, 4, position)?;
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    if items.first() == items.last() {
        Ok(())
    } else {
        Err(GeometryProblem::Open)
    }
}

/// Longitude and latitude in degrees, and perhaps a height in metres.
fn position(list: &Value) -> Result<(), GeometryProblem> {
    let items = list.as_array().ok_or(GeometryProblem::Shape)?;
    let degrees = |at: usize, most: f64| {
        let number = items.get(at).and_then(Value::as_f64);
        number.is_some_and(|number| number.abs() <= most)
    };
    let height = items.get(2).is_none_or(Value::is_number);
    if degrees(0, 180.0) && degrees(1, 90.0) && height && items.len() <= 3 {
        Ok(())
    } else {
        Err(GeometryProblem::Position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_geometry_is_one_that_maps_can_draw() {
        use GeometryProblem::{Kind, NotJson, Open, Position, Shape};
        let table = [
            (r#"{"type":"Point","coordinates":[108.4,11.9]}"#, Ok(())),
            (
                r#"{"type":"Point","coordinates":[108.4,11.9,1500]}"#,
                Ok(()),
            ),
            (
                r#"{"type":"Point","coordinates":[11.9,108.4]}"#,
                Err(Position),
            ),
            (r#"{"type":"Point","coordinates":["a","b"]}"#, Err(Position)),
            (r#"{"type":"Point"}"#, Err(Shape)),
            (r#"{"type":"LineString","coordinates":[[0,0]]}"#, Err(Shape)),
            (
                r#"{"type":"MultiLineString","coordinates":[[[0,0],[1,1]]]}"#,
                Ok(()),
            ),
            (
                r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#,
                Ok(()),
            ),
            (
                r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}"#,
                Err(Open),
            ),
            (
                r#"{"type":"Polygon","coordinates":[[0,0],[1,0],[1,1],[0,0]]}"#,
                Err(Shape),
            ),
            (r#"{"type":"MultiPolygon","coordinates":[]}"#, Err(Shape)),
            (
                r#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[0,0]}]}"#,
                Ok(()),
            ),
            (r#"{"type":"Feature","geometry":null}"#, Err(Shape)),
            (r#"{"type":"Circle","coordinates":[0,0]}"#, Err(Kind)),
            (r#"[0,0]"#, Err(Kind)),
            ("POINT (0 0)", Err(NotJson)),
        ];
        for (text, expected) in table {
            assert_eq!(check_geometry(text), expected, "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(check_geometry(&deep), Err(NotJson));
        let within = r#"{"type":"GeometryCollection","geometries":["#.repeat(6);
        let within = format!("{within}{}", "]}".repeat(6));
        assert_eq!(check_geometry(&within), Err(Shape));
    }
}
