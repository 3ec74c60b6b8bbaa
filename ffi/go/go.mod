module github.com/sidian/sidian/ffi/go

go 1.21
