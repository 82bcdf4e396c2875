using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.SignIn;

[Route(Root + "/sign-in-policy")]
[Tags("Sessions")]
public sealed class SignInPolicyController(SignInPolicyService policies, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Shows how long sessions at the console last, and who needs a second factor.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadPeople))]
    public async Task<ActionResult<Envelope<SignInPolicyResource>>> Get(CancellationToken ct) =>
        Results(SignInPolicyResource.Of(await policies.GetAsync(await ActorAsync(ct), ct)));

    /// <summary>Merges the given members. Sessions of people who need a second factor from now on and have none end, and so do those without a provider if only providers sign people in from now on. 409 if the caller would be shut out, or if an owner would have no way in.</summary>
    [HttpPatch]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    public async Task<ActionResult<Envelope<SignInPolicyResource>>> Update(Body<ChangeSignInPolicyInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await policies.SetAsync(actor, (await body.ReadAsync(ct)).ApplyTo(await policies.GetAsync(actor, ct)), ct);
        return Results(SignInPolicyResource.Of(await policies.GetAsync(actor, ct)));
    }
}

/// <summary>How people sign in to the console.</summary>
/// <param name="SecondFactorFor">The roles that need a second factor besides a password.</param>
/// <param name="ProvidersOnly">Whether a password or a passkey signs nobody in who is not break-glass.</param>
public sealed record SignInPolicyResource(int SessionIdleMinutes, int SessionLifeHours, IReadOnlyList<string> SecondFactorFor, bool ProvidersOnly)
{
    public static SignInPolicyResource Of(SignInPolicy policy) =>
        new(policy.SessionIdleMinutes, policy.SessionLifeHours, [.. policy.SecondFactorFor.Select(role => role.ToString())], policy.ProvidersOnly);
}

/// <summary>A merge into the sign-in policy of the organization.</summary>
public sealed record ChangeSignInPolicyInput
{
    [Description("A session ends after this time without use.")]
    [Range(SignInPolicy.LeastIdleMinutes, SignInPolicy.MostIdleMinutes)]
    [Example(480)]
    public int? SessionIdleMinutes { get; init; }

    [Description("A session ends after this time, however much it is used.")]
    [Range(SignInPolicy.LeastLifeHours, SignInPolicy.MostLifeHours)]
    [Example(24)]
    public int? SessionLifeHours { get; init; }

    [Description("The roles that need a second factor besides a password. Empty for none.")]
    public IReadOnlyList<string>? SecondFactorFor { get; init; }

    [Description("Whether a password or a passkey signs nobody in who is not break-glass.")]
    public bool? ProvidersOnly { get; init; }

    /// <exception cref="ValidationFailedException"><c>secondFactorFor</c> has no role.</exception>
    public SignInPolicy ApplyTo(SignInPolicy current) => new(
        SessionIdleMinutes ?? current.SessionIdleMinutes,
        SessionLifeHours ?? current.SessionLifeHours,
        SecondFactorFor is null ? current.SecondFactorFor : [.. SecondFactorFor.Select(RoleOf).Distinct().OrderDescending()])
    {
        ProvidersOnly = ProvidersOnly ?? current.ProvidersOnly,
    };

    private static PortalRole RoleOf(string name) => Enum.GetNames<PortalRole>().Contains(name)
        ? Enum.Parse<PortalRole>(name)
        : throw ValidationFailedException.Of("secondFactorFor", $"must have roles only: {string.Join(", ", Enum.GetNames<PortalRole>())}.");
}
