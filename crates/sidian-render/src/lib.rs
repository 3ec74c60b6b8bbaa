//! Faces, pages and pictures: everything of sidian that needs a font.
