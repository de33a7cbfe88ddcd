account_id = "111122223333"
domain     = "book.saltmarsh-ferries.example"

office_cidr_blocks = ["198.51.100.0/28", "203.0.113.64/29"]

node_groups = {
  general = {
    instance_types = ["m7g.large", "m6g.large"]
    min            = 3
    max            = 9
  }
  rendering = {
    instance_types = ["c7g.xlarge"]
    min            = 0
    max            = 12
    spot           = true
    labels         = { "saltmarsh-ferries.example/workload" = "rendering" }
  }
}

buckets = {
  site = {
    keep_days = null
  }
  tickets = {
    own_key   = true
    keep_days = 730
  }
  timetables = {
    public     = true
    versioned  = false
    access_log = false
  }
  exports = {
    own_key   = true
    versioned = false
    keep_days = 30
  }
}

legacy_importer = {
  image_id = "ami-0abcdef1234567890"
}
