using Scimify.Portal.CommandLine;

// What can be started: serve (no verb), demo, migrate, admin create, pat create, sandbox.
// What serving is made of: Host/ScimifyApplication.cs.
return await ScimifyCommands.RunAsync(args, Terminal.OfProcess(), CancellationToken.None);
