using Scimify.Portal.Sandbox;

namespace Scimify.Tests.Provisioning;

/// <summary>What can go wrong with one call, by name.</summary>
internal static class Troubles
{
    public static readonly IReadOnlyDictionary<string, FaultRule> Transient = new Dictionary<string, FaultRule>
    {
        ["429 with Retry-After"] = new(FaultKind.Status, Status: 429, RetryAfter: "1"),
        ["429 without Retry-After"] = new(FaultKind.Status, Status: 429),
        ["500"] = new(FaultKind.Status, Status: 500),
        ["500 after the effect"] = new(FaultKind.Status, Status: 500, Effect: true),
        ["502 in HTML"] = new(FaultKind.Html, Status: 502),
        ["503 in HTML"] = new(FaultKind.Html, Status: 503),
        ["503 with Retry-After, after the effect"] = new(FaultKind.Status, Status: 503, RetryAfter: "0", Effect: true),
        ["504 after the effect"] = new(FaultKind.Html, Status: 504, Effect: true),
        ["200 in HTML"] = new(FaultKind.Html, Status: 200),
        ["cut before the effect"] = new(FaultKind.DropBefore),
        ["cut after the effect"] = new(FaultKind.DropAfter),
        ["time-out before the effect"] = new(FaultKind.DelayBefore, DelayMs: 1300),
        ["time-out after the effect"] = new(FaultKind.DelayAfter, DelayMs: 1300),
        ["effect after the time-out"] = new(FaultKind.LateEffect, DelayMs: 1100),
        ["garbage"] = new(FaultKind.Garbage),
        ["garbage before the effect"] = new(FaultKind.Garbage, Effect: false),
        ["truncated"] = new(FaultKind.Truncated),
        ["401 in the middle"] = new(FaultKind.Unauthorized),
        ["several failures"] = new(FaultKind.Status, Status: 500, Count: 3),
    };

    /// <summary>Each with the identity provider's answer.</summary>
    public static readonly IReadOnlyDictionary<string, (FaultRule Fault, int Status, string? ScimType)> Refusals = new Dictionary<string, (FaultRule, int, string?)>
    {
        ["400"] = (new(FaultKind.Status, Status: 400), 400, "invalidValue"),
        ["403"] = (new(FaultKind.Status, Status: 403), 403, null),
        ["422"] = (new(FaultKind.Status, Status: 422), 400, "invalidValue"),
    };
}
