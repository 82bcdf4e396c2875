using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.People;

/// <summary>A new person.</summary>
public sealed record CreatePersonInput
{
    [Description("The address to sign in with.")]
    [Required]
    [Example("ada@example.com")]
    public string? Email { get; init; }

    [Description("The person's role.")]
    [Required]
    [Example("Auditor")]
    public PortalRole? Role { get; init; }

    /// <exception cref="ValidationFailedException">No role is given.</exception>
    public PortalRole RequiredRole() => Role ?? throw ValidationFailedException.Of("role", $"is required: one of {string.Join(", ", Enum.GetNames<PortalRole>())}.");
}

/// <summary>A merge into a person.</summary>
public sealed record ChangePersonInput
{
    [Description("The person's role.")]
    [Example("Operator")]
    public PortalRole? Role { get; init; }

    [Description("A locked person's sessions end and their tokens stop.")]
    public bool? Locked { get; init; }

    [Description("Whether password and passkey sign this owner in although people sign in with providers only.")]
    public bool? BreakGlass { get; init; }

    [Description("Why, for the audit log and for the mail to the owners.")]
    [Example("Deputy from 1 December")]
    public string? Reason { get; init; }
}
