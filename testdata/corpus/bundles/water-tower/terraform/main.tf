variable "valves" {
  type = number
}

resource "terraform_data" "sensor" {
  count = var.valves
  input = count.index
}
