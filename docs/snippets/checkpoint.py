from safetensors import safe_open

with safe_open("checkpoint.safetensors", "pt") as file:
    print(file.metadata())  # every setting, and how far the run came
    tensors = {key: file.get_tensor(key) for key in file.keys()}

# netG, netD and their optimizers as the tutorial makes them
for name, net, optimizer in (("G", netG, optimizerG), ("D", netD, optimizerD)):
    net.load_state_dict({key: tensors[f"net{name}.{key}"] for key in net.state_dict()})
    adam, steps = f"adam{name}.", tensors[f"adam{name}.step"].float()
    if steps > 0:
        averages = [{n: tensors[f"{adam}{key}.{n}"] for n in ("exp_avg", "exp_avg_sq")} for key, _ in net.named_parameters()]
        state = {i: {"step": steps.clone(), **average} for i, average in enumerate(averages)}
        optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
