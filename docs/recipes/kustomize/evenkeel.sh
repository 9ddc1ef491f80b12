#!/bin/sh
exec evenkeel fn
