using Microsoft.AspNetCore.Components;
using Scimify.Core.Audit;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Portal.Shared.People;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.AuditLog;

public sealed partial class AuditLogPage : DataPage<CursorPage<AuditEntry>>
{
    /// <summary>The first words of actions.</summary>
    private static readonly IReadOnlyList<(string Key, string Text)> Subjects =
    [
        ("", "Everything"), ("integration", "Integrations"), ("token", "SCIM tokens"), ("link", "Users and groups"), ("held", "Held changes"), ("drift", "Drift"), ("saml", "SAML"),
        ("person", "People"), ("session", "Sign-ins"), ("password", "Passwords"), ("factor", "Second factors"), ("provider", "Sign-in providers"), ("signInPolicy", "Sign-in policy"),
        ("personalAccessToken", "Personal access tokens"), ("tokenPolicy", "Token policy"), ("webhook", "Webhooks"), ("export", "Exports"), ("backup", "Backups"),
    ];

    private static readonly IReadOnlyList<(string Key, string Text)> Actors =
    [
        ("", "Everybody"), ("person", "Console"), ("api", "REST API"), ("cli", "Command line"), ("system", "Scimify itself"), ("link", "Link of a manager"),
    ];

    private PersonNames _names = PersonNames.None;

    [Inject] public required AuditLogQuery Log { get; init; }

    [Inject] public required PersonNamesQuery Names { get; init; }

    [SupplyParameterFromQuery] public string? Period { get; set; }

    /// <summary>With <see cref="To"/>, in place of a period.</summary>
    [SupplyParameterFromQuery] public string? From { get; set; }

    [SupplyParameterFromQuery] public string? To { get; set; }

    [SupplyParameterFromQuery] public string? About { get; set; }

    [SupplyParameterFromQuery] public string? By { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    [SupplyParameterFromQuery] public string? Cursor { get; set; }

    // The newest part follows. Whoever reads an older part, or further down, is left alone.
    protected override ChangeTopics Watches => ChangeTopics.Audit;

    protected override bool IsShared => true;

    protected override bool IsHeldStill => Cursor is not null || Connection.IsScrolled;

    protected override async Task ArrivedAsync(Actor actor, CursorPage<AuditEntry> value, CancellationToken ct) => _names = await Names.RunAsync(actor, ct);

    protected override Task<CursorPage<AuditEntry>> QueryAsync(Actor actor, CancellationToken ct) =>
        Log.RunAsync(actor, new AuditLogAddress(Period, About, By, Text, From, To).ToFilter(Clock), CursorRequest.Of(Cursor), ct);
}
