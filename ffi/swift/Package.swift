// swift-tools-version:5.7
import PackageDescription

let package = Package(
    name: "Sidian",
    products: [.library(name: "Sidian", targets: ["Sidian"])],
    targets: [
        // The header of the C library and its module map; link libsidian_ffi.a for iOS.
        .systemLibrary(name: "CSidian"),
        .target(name: "Sidian", dependencies: ["CSidian"]),
    ]
)
