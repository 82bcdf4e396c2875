using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Directory;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.CommandLine.AsCode;
using Scimify.Portal.Features.AuditLog;
using Scimify.Portal.Features.Directory;
using Scimify.Portal.Features.Evidence;
using Scimify.Portal.Features.Evidence.Reviews;
using Scimify.Portal.Features.ProvisioningLog;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.CommandLine;

/// <summary><c>export log|audit|access|reviews|users|groups|memberships</c>: what console and REST API export too, on stdout and nothing else there.</summary>
internal static class ExportVerb
{
    private static readonly string[] Formats = [.. ExportFormat.All.Select(format => format.Name)];

    public static Command Command(Terminal terminal) =>
        new("export", "Write a log or a list to stdout, as CSV or JSON Lines, or the configuration as a file.")
        {
            Of(terminal, "log", "The provisioning log, newest first.", hasPeriod: true, integrationIsRequired: false, scope => new ProvisioningLogQuery(scope.Contexts)
                .ToExport(scope.Actor, new ProvisioningLogFilter { IntegrationId = scope.Integration?.Id, From = scope.From, To = scope.To })),
            Of(terminal, "audit", "The audit log, newest first.", hasPeriod: true, integrationIsRequired: false, scope => new AuditLogQuery(scope.Contexts)
                .ToExport(scope.Actor, new AuditLogFilter { IntegrationId = scope.Integration?.Id, From = scope.From, To = scope.To })),
            Of(terminal, "access", "Who had access to Looker at a moment, with the groups.", hasPeriod: false, integrationIsRequired: false, scope => new AccessQuery(scope.Contexts)
                .ToExport(scope.Actor, new AccessFilter(EvidenceTime.Require("--at", scope.At, scope.Now), scope.Integration?.Id)), hasMoment: true),
            Of(terminal, "reviews", "The rows and decisions of access reviews, the oldest review first.", hasPeriod: true, integrationIsRequired: false, scope => new ReviewQuery(scope.Contexts)
                .ToRowExport(scope.Actor, scope.Integration?.Id, scope.From, scope.To)),
            Of(terminal, "users", "The users of an integration.", hasPeriod: false, integrationIsRequired: true, scope => new DirectoryQuery(scope.Contexts)
                .ToUserExport(scope.Actor, scope.Integration!, new DirectoryFilter())),
            Of(terminal, "groups", "The groups of an integration.", hasPeriod: false, integrationIsRequired: true, scope => new DirectoryQuery(scope.Contexts)
                .ToGroupExport(scope.Actor, scope.Integration!, new DirectoryFilter())),
            Of(terminal, "memberships", "Who is in which group of an integration.", hasPeriod: false, integrationIsRequired: true, scope => new DirectoryQuery(scope.Contexts)
                .ToMembershipExport(scope.Actor, scope.Integration!)),
            AsCodeVerbs.ExportCommand(terminal),
            AsCodeVerbs.SchemaCommand(terminal),
        };

    private static Command Of<T>(Terminal terminal, string name, string description, bool hasPeriod, bool integrationIsRequired, Func<Scope, Export<T>> export, bool hasMoment = false)
        where T : notnull
    {
        var format = new Option<string>("--format") { Description = "csv for a spreadsheet, jsonl for a program.", DefaultValueFactory = _ => Formats[0] };
        format.AcceptOnlyFromAmong(Formats);
        var organization = new Option<string?>("--organization") { Description = "Name or UUID, if there are several." };
        var integration = new Option<string?>("--integration")
        {
            Required = integrationIsRequired,
            Description = integrationIsRequired ? "Name or UUID." : "Name or UUID. Default: all.",
        };
        var from = Time("--from", "At or after this time, such as 2026-11-01 or 2026-11-01T08:00:00Z. UTC unless it says otherwise.");
        var to = Time("--to", "Before this time.");
        var at = Time("--at", "The moment. Default: now.");
        var command = new Command(name, description) { format, organization, integration };
        if (hasPeriod)
        {
            command.Options.Add(from);
            command.Options.Add(to);
        }

        if (hasMoment)
        {
            command.Options.Add(at);
        }

        command.SetAction((result, ct) => Verb.RunAsync(terminal, async () =>
        {
            await using var services = await CommandServices.OpenAsync(terminal, ct);
            var contexts = services.GetRequiredService<IDbContextFactory<ScimifyContext>>();
            var actor = await ActorAsync(contexts, result.GetValue(organization)?.Trim(), ct);
            var scope = new Scope(
                contexts,
                actor,
                result.GetValue(integration)?.Trim() is { } named ? await FindAsync(contexts, actor, named, ct) : null,
                hasPeriod ? result.GetValue(from) : null,
                hasPeriod ? result.GetValue(to) : null,
                hasMoment ? result.GetValue(at) : null,
                services.GetRequiredService<TimeProvider>().GetUtcNow());
            var clock = services.GetRequiredService<TimeProvider>();
            var exporter = new Exporter(services.GetRequiredService<ScimifyDatabase>(), new ReadTurns(DirectoryLimits.Default, clock), clock);
            await exporter.WriteAsync(terminal.Output, ExportFormat.Find(result.GetValue(format))!, export(scope), ct);
        }));
        return command;
    }

    private static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                return time;
            }

            result.AddError($"{name} must be a time such as 2026-11-01 or 2026-11-01T08:00:00Z, but is '{result.Tokens[0].Value}'");
            return null;
        },
    };

    private static async Task<Actor> ActorAsync(IDbContextFactory<ScimifyContext> contexts, string? organization, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var all = await db.Organizations.AsNoTracking().OrderBy(o => o.Key).ToListAsync(ct);
        var found = all.Where(o => organization is null || IsNamed(organization, o.Id, o.Name)).ToList();
        return found switch
        {
            [var one] => Actor.OfCommandLine(one.Key, one.Id),
            [] when organization is null => throw new VerbException("There is no organization yet"),
            [] => throw new VerbException($"There is no organization '{organization}'"),
            _ => throw new VerbException($"There are several organizations. Name one with --organization: {string.Join(", ", all.Select(o => o.Name))}"),
        };
    }

    private static async Task<IntegrationView> FindAsync(IDbContextFactory<ScimifyContext> contexts, Actor actor, string named, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var all = await db.Integrations.AsNoTracking().Where(i => i.OrganizationKey == actor.OrganizationKey).OrderBy(i => i.Name).ToListAsync(ct);
        return all.Where(i => IsNamed(named, i.Id, i.Name)).ToList() is [var one]
            ? IntegrationView.Of(one, actor.OrganizationId)
            : throw new VerbException(all.Count == 0 ? "There is no integration yet" : $"No integration is called '{named}'. There are: {string.Join(", ", all.Select(i => i.Name))}");
    }

    private static bool IsNamed(string text, Guid id, string name) =>
        Guid.TryParse(text, out var given) ? given == id : name.Equals(text, StringComparison.OrdinalIgnoreCase);

    private sealed record Scope(IDbContextFactory<ScimifyContext> Contexts, Actor Actor, IntegrationView? Integration, DateTimeOffset? From, DateTimeOffset? To, DateTimeOffset? At, DateTimeOffset Now);
}
