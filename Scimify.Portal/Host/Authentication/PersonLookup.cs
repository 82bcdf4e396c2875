using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;

namespace Scimify.Portal.Host.Authentication;

/// <summary>Makes ASP.NET Core Identity look people up as <see cref="PeopleService"/> stores them.</summary>
internal sealed class PersonLookup : ILookupNormalizer
{
    [return: NotNullIfNotNull(nameof(name))]
    public string? NormalizeName(string? name) => NormalizeEmail(name);

    [return: NotNullIfNotNull(nameof(email))]
    public string? NormalizeEmail(string? email) => email is null ? null : PeopleService.Normalise(email);
}
