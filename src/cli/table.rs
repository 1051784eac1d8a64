//! Tables for people.

/// Columns side by side, numbers to the right. No rows: the heads alone.
pub(super) fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| printable(cell)).collect()).collect();
    let columns: Vec<Column> = (0..heads.len()).map(|n| Column::of(n, &heads, &rows)).collect();
    let lines: Vec<String> = std::iter::once(&heads).chain(&rows).map(|row| line(&columns, row)).collect();
    lines.join("\n")
}

struct Column {
    width: usize,
    is_numeric: bool,
}

impl Column {
    fn of(n: usize, heads: &[String], rows: &[Vec<String>]) -> Self {
        let cells = || rows.iter().filter_map(|row| row.get(n));
        let width = |cell: &String| cell.chars().count();
        Self {
            width: heads.get(n).into_iter().chain(cells()).map(width).max().unwrap_or_default(),
            is_numeric: !rows.is_empty() && cells().all(|cell| cell.parse::<u64>().is_ok()),
        }
    }
}

fn line(columns: &[Column], row: &[String]) -> String {
    let cells = columns.iter().zip(row).map(|(column, cell)| {
        let width = column.width;
        if column.is_numeric { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
    });
    cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
}

/// What an ATS delivers must not speak to the terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let text = table(&["NAME", "READ", "WHY"], &[row(["zoë", "7", "a"]), row(["longer", "1234", ""])]);
        assert_eq!(text, "NAME    READ  WHY\nzoë        7  a\nlonger  1234");
        assert_eq!(table(&["A", "B"], &[]), "A  B");
    }

    #[test]
    fn nothing_in_a_cell_speaks_to_the_terminal() {
        let text = table(&["A"], &[vec!["\u{1b}[2Jgone\n".to_owned()]]);
        assert_eq!(text, "A\n\u{fffd}[2Jgone\u{fffd}");
    }
}
