//! Electronic materials (电子材料), and what travels between people about licences and materials.
