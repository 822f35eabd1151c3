import csv

with open("losses.csv", newline="") as file:
    rows = list(csv.DictReader(file))
G_losses, D_losses = ([float(row[name]) for row in rows] for name in ("loss_g", "loss_d"))
