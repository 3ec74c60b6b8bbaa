//! Electronic licences (电子证照, GB/T 36901 to 36906).
